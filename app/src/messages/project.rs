//! Texts around every page of a project.

super::texts! {
    /// The header of a project, and what all its pages say.
    Project {
        pages: "Project",
        tasks: "Tasks",
        label: "Label",
        settings: "Settings",
        switch: "Switch project. Current: ",
        all_projects: "All projects",
        unknown: "Unknown project",
        no_such_project: "The address names no project.",
        differs: "Differs from the configuration file",
        differs_text: "It was changed here after the configuration file declared it. These changes stand until the declaration changes.",
    }
    made {}
}
