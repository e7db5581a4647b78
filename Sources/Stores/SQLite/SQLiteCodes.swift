import CSQLite

// Extended result codes that sqlite3.h builds with shifts, which Swift does not import.
let SQLITE_IOERR_GETTEMPPATH_CODE = SQLITE_IOERR | (25 << 8)
let SQLITE_CONSTRAINT_UNIQUE_CODE = SQLITE_CONSTRAINT | (8 << 8)
let SQLITE_CONSTRAINT_PRIMARYKEY_CODE = SQLITE_CONSTRAINT | (6 << 8)
let SQLITE_CONSTRAINT_ROWID_CODE = SQLITE_CONSTRAINT | (10 << 8)
let SQLITE_CONSTRAINT_NOTNULL_CODE = SQLITE_CONSTRAINT | (5 << 8)
let SQLITE_CONSTRAINT_FOREIGNKEY_CODE = SQLITE_CONSTRAINT | (3 << 8)
let SQLITE_CONSTRAINT_CHECK_CODE = SQLITE_CONSTRAINT | (1 << 8)
let SQLITE_CONSTRAINT_DATATYPE_CODE = SQLITE_CONSTRAINT | (12 << 8)

/// Tells SQLite to copy the bytes before the call returns.
let copyBytes = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
