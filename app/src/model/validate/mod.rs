//! What is wrong with an annotation before it is handed in, and with a task's data before it is taken. Sentences for
//! people.

mod annotation;
mod reason;
mod task_data;

pub use annotation::{Given, Problem, check, check_label, check_said};
pub use reason::Reason;
pub use task_data::{check_data, fit};
