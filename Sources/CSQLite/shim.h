#include <sqlite3.h>

// `sqlite3_db_config` is variadic, which Swift cannot call.
static inline int vnb_sqlite3_db_config_switch(sqlite3 *connection, int option, int on) {
  return sqlite3_db_config(connection, option, on, (int *)0);
}
