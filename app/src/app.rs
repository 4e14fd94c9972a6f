//! The root: shell, routes, and what every page shares.
