//! The labeling interface: document, operations and history, tools, views per data type.
