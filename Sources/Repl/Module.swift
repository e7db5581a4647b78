import CEdit
/// Marks the module.
enum ReplModule {}
