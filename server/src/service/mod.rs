//! The use cases, once: the server functions and the REST API both call them.
