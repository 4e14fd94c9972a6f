//! The editor's own icons, drawn like the product's: 20 × 20, one stroke, always decorative.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Bitmask,
    Box,
    Brush,
    Check,
    Close,
    Copy,
    Dot,
    Down,
    Ellipse,
    Eraser,
    Eye,
    EyeOff,
    Hand,
    KeyPoint,
    Line,
    Link,
    Lock,
    Mask,
    Move,
    Paste,
    Polygon,
    Previous,
    Redo,
    Right,
    Side,
    Sort,
    Star,
    Text,
    TurnedBox,
    Undo,
    Unlock,
    Vector,
    Wand,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Bitmask => "M4 4h12v12H4zM4 8h4V4M8 8v4h4V8h4M12 12v4",
            Self::Box => "M4 5h12v10H4zM4 5h.01M16 5h.01M4 15h.01M16 15h.01",
            Self::Check => "M4.5 10.5l3.5 3.5 7.5-8",
            Self::Copy => "M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4",
            Self::Dot => {
                "M10 8.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM10 3v2.5M10 14.5v2.5M3 10h2.5M14.5 10h2.5"
            }
            Self::Down => "M5.5 8l4.5 4.5L14.5 8",
            Self::Line => "M3.5 15l4-8 5 5 4-8",
            Self::Link => "M6 13.5a2.5 2.5 0 1 1-.01 0zM14 3.5a2.5 2.5 0 1 1-.01 0zM7.5 13.5l5-6",
            Self::Mask => "M5 13c-2-3 0-6.5 3-6 2.5.4 3-3 6-1.5s2 7-1 8-6 2.5-8-.5z",
            Self::Paste => "M7.5 4h5v2.5h-5zM7.5 5H5v11.5h10V5h-2.5",
            Self::Previous => "M4 4v12M16 5.5L8 10l8 4.5z",
            Self::Right => "M8 5.5l4.5 4.5L8 14.5",
            Self::Side => "M3.5 4.5h13v11h-13zM12.5 4.5v11",
            Self::Sort => "M6.5 4v12M3.5 13l3 3 3-3M13.5 16V4M10.5 7l3-3 3 3",
            Self::Star => "M10 3l2.1 4.5 4.9.6-3.6 3.4.9 4.9L10 14l-4.3 2.4.9-4.9L3 8.1l4.9-.6z",
            Self::Text => "M4.5 5.5v-1h11v1M10 4.5v11M8 15.5h4",
            Self::Brush => {
                "M16.5 3.5L9.6 10.4M11.8 12L8.2 8.4l-.6.6c-1 .3-2.6.2-3.2 2.2-.4 1.6-.3 3.4-1.9 4.8 2.2.7 5.4.7 7-.8 1.2-1.2 1.1-2 1.7-2.6z"
            }
            Self::Close => "M5.5 5.5l9 9M14.5 5.5l-9 9",
            Self::Ellipse => "M10 5c4 0 7 2.2 7 5s-3 5-7 5-7-2.2-7-5 3-5 7-5z",
            Self::Eraser => "M11.5 4L16.5 9l-6.8 6.8H6.9l-3.4-3.4zM8 7.5l5 5M6.9 15.8h9.6",
            Self::Eye => {
                "M2.5 10c2-3.4 4.5-5 7.5-5s5.5 1.6 7.5 5c-2 3.4-4.5 5-7.5 5s-5.5-1.6-7.5-5zM10 7.7a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.6z"
            }
            Self::EyeOff => {
                "M4 4l12 12M8.2 5.2A8 8 0 0 1 10 5c3 0 5.5 1.6 7.5 5a13 13 0 0 1-2.2 2.8M12 14.7a8 8 0 0 1-2 .3c-3 0-5.5-1.6-7.5-5a13 13 0 0 1 2.4-3"
            }
            Self::Hand => {
                "M6.5 10.5V5.2a1.2 1.2 0 0 1 2.4 0v4M8.9 9V4a1.2 1.2 0 0 1 2.4 0v5M11.3 9V5.2a1.2 1.2 0 0 1 2.4 0v6.3c0 3.2-1.6 5-4.4 5-2.2 0-3.3-.8-4.4-2.7L3.3 11c-.6-1.1.9-2.2 1.8-1.2l1.4 1.6"
            }
            Self::KeyPoint => {
                "M10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM10 2.8v3M10 14.2v3M2.8 10h3M14.2 10h3"
            }
            Self::Lock => "M5 9.5h10v7H5zM7 9.5V6.8a3 3 0 0 1 6 0v2.7",
            Self::Move => "M5 3.5l10.5 6-4.7 1.2-2.3 4.5z",
            Self::Polygon => {
                "M10 3.5l6.5 5-2.5 7.5H6L3.5 8.5zM10 3.5h.01M16.5 8.5h.01M14 16h.01M6 16h.01M3.5 8.5h.01"
            }
            Self::Redo => "M12 4.5l4 3.7-4 3.8M16 8.2H8.3a4 4 0 0 0 0 8h3.2",
            Self::TurnedBox => "M9.5 3l7.5 6-6.5 8L3 11zM9.5 3h.01M17 9h.01M3 11h.01",
            Self::Undo => "M8 4.5L4 8.2 8 12M4 8.2h7.7a4 4 0 0 1 0 8H8.5",
            Self::Unlock => "M5 9.5h10v7H5zM7 9.5V6.8a3 3 0 0 1 5.8-1",
            Self::Vector => "M4 15.5c0-7 12-4 12-11M2.8 14.3h2.4v2.4H2.8zM14.8 3.3h2.4v2.4h-2.4z",
            Self::Wand => {
                "M3.5 16.5l8.3-8.3M10 6.4l3.6 3.6M14 2.5v3M12.5 4h3M16.5 8v2M15.5 9h2M9 2.8v1.6M8.2 3.6h1.6"
            }
        }
    }

    pub fn view(self) -> AnyView {
        view! { <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=self.path()/></svg> }
            .into_any()
    }
}
