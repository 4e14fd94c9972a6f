//! The export formats.
