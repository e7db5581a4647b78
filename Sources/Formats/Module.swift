/// Marks the module; replaced by the readers.
enum FormatsModule {}
