//! What open pages are told as it happens.
