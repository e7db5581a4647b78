import Verbs
/// Marks the module.
enum NotebooksModule {}
