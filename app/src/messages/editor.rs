//! Texts of the labeling interface.

super::texts! {
    /// The labeling interface and its page.
    Editor {
        label: "Label",
    }
    made {}
}
