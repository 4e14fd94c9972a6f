//! The editor's own icons, drawn like the product's: 20 × 20, one stroke, always decorative.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Box,
    Close,
    Eye,
    EyeOff,
    Hand,
    Lock,
    Move,
    Redo,
    Undo,
    Unlock,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Box => "M4 5h12v10H4zM4 5h.01M16 5h.01M4 15h.01M16 15h.01",
            Self::Close => "M5.5 5.5l9 9M14.5 5.5l-9 9",
            Self::Eye => {
                "M2.5 10c2-3.4 4.5-5 7.5-5s5.5 1.6 7.5 5c-2 3.4-4.5 5-7.5 5s-5.5-1.6-7.5-5zM10 7.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z"
            }
            Self::EyeOff => {
                "M4 4l12 12M8.2 5.2A8 8 0 0 1 10 5c3 0 5.5 1.6 7.5 5a13 13 0 0 1-2.2 2.8M12 14.7a8 8 0 0 1-2 .3c-3 0-5.5-1.6-7.5-5a13 13 0 0 1 2.4-3"
            }
            Self::Hand => {
                "M6.5 10.5V5.2a1.2 1.2 0 0 1 2.4 0v4M8.9 9V4a1.2 1.2 0 0 1 2.4 0v5M11.3 9V5.2a1.2 1.2 0 0 1 2.4 0v6.3c0 3.2-1.6 5-4.4 5-2.2 0-3.3-.8-4.4-2.7L3.3 11c-.6-1.1.9-2.2 1.8-1.2l1.4 1.6"
            }
            Self::Lock => "M5 9.5h10v7H5zM7 9.5V6.8a3 3 0 0 1 6 0v2.7",
            Self::Move => "M5 3.5l10.5 6-4.7 1.2-2.3 4.5z",
            Self::Redo => "M12 4.5l4 3.7-4 3.8M16 8.2H8.3a4 4 0 0 0 0 8h3.2",
            Self::Undo => "M8 4.5L4 8.2 8 12M4 8.2h7.7a4 4 0 0 1 0 8H8.5",
            Self::Unlock => "M5 9.5h10v7H5zM7 9.5V6.8a3 3 0 0 1 5.8-1",
        }
    }

    pub fn view(self) -> AnyView {
        view! { <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=self.path()/></svg> }
            .into_any()
    }
}
