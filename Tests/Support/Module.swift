/// Marks the module.
enum SupportModule {}
