//! Object stores: connect, list, read, write, sign, check. Knows nothing of tasks, SQL or projects.
