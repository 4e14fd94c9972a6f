//! The configuration: layers, their order, and where each value came from.
