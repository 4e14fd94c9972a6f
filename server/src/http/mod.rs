//! actix: pages and assets, server functions, REST, events. Holds no rules of its own.
