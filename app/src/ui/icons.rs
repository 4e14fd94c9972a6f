//! The product's icons: 20 × 20, drawn with one stroke, coloured by the text around them. Always decorative: what an
//! icon means is said in text beside it or in its button's label.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Archive,
    ArrowRight,
    Bucket,
    Check,
    Clock,
    ChevronDown,
    Close,
    Cloud,
    Copy,
    Download,
    Folder,
    Gear,
    Image,
    Info,
    List,
    Moon,
    Plus,
    Return,
    Screen,
    Shield,
    Sun,
    Sync,
    Tag,
    Text,
    Trash,
    Upload,
    Warning,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Archive => "M3 4h14v3.5H3zM4.5 7.5V16h11V7.5M8 10.5h4",
            Self::ArrowRight => "M4 10h12M11 5l5 5-5 5",
            Self::Bucket => {
                "M3.5 5.5h13l-1.7 10.2a1.5 1.5 0 0 1-1.5 1.3H6.7a1.5 1.5 0 0 1-1.5-1.3zM3.5 5.5c0-1.4 2.9-2.5 6.5-2.5s6.5 1.1 6.5 2.5S13.6 8 10 8 3.5 6.9 3.5 5.5z"
            }
            Self::Check => "M4 10.5l4 4 8-9",
            Self::ChevronDown => "M5.5 8l4.5 4.5L14.5 8",
            Self::Clock => "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM10 6v4.3l2.8 1.9",
            Self::Close => "M5 5l10 10M15 5L5 15",
            Self::Cloud => "M6 15.5a3.5 3.5 0 0 1-.4-7 4.6 4.6 0 0 1 8.9-.7A3.9 3.9 0 0 1 14.3 15.5z",
            Self::Copy => "M7.5 7.5h8v8.5h-8zM4.5 12.5V4h8",
            Self::Download => "M10 3v9M6 8.5l4 4 4-4M4 16.5h12",
            Self::Folder => "M3 15.5v-11h5l1.5 2H17v9z",
            Self::Gear => {
                "M10 7.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.5 1.5M13.8 13.8l1.5 1.5M4.7 15.3l1.5-1.5M13.8 6.2l1.5-1.5"
            }
            Self::Image => "M3 4h14v12H3zM3 13.5l4-4 3.5 3.5 2.5-2.5 4 4M13 7.5h.01",
            Self::Info => "M10 2.8a7.2 7.2 0 1 0 0 14.4 7.2 7.2 0 0 0 0-14.4zM10 9.2v4.3M10 6.4h.01",
            Self::List => "M7.5 5H17M7.5 10H17M7.5 15H17M3.5 5h.01M3.5 10h.01M3.5 15h.01",
            Self::Moon => "M16.5 11.7A7 7 0 0 1 8.3 3.5a7 7 0 1 0 8.2 8.2z",
            Self::Plus => "M10 4v12M4 10h12",
            Self::Return => "M7.5 4L4 7.5 7.5 11M4 7.5h7.5a4.3 4.3 0 0 1 0 8.6H8",
            Self::Shield => "M10 2.8l6 2.2v4.6c0 3.6-2.5 6.3-6 7.6-3.5-1.3-6-4-6-7.6V5zM7.3 9.8l2 2 3.4-3.8",
            Self::Screen => "M3 4h14v9.5H3zM7 17h6M10 13.5V17",
            Self::Sun => {
                "M10 6.7a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6zM10 2.2v1.6M10 16.2v1.6M2.2 10h1.6M16.2 10h1.6M4.5 4.5l1.1 1.1M14.4 14.4l1.1 1.1M4.5 15.5l1.1-1.1M14.4 5.6l1.1-1.1"
            }
            Self::Sync => {
                "M16 8.5A6.3 6.3 0 0 0 4.7 6.7M4 3.5v3.7h3.7M4 11.5a6.3 6.3 0 0 0 11.3 1.8M16 16.5v-3.7h-3.7"
            }
            Self::Tag => {
                "M3 9.7V4a1 1 0 0 1 1-1h5.7a1 1 0 0 1 .7.3l6.3 6.3a1 1 0 0 1 0 1.4l-5.7 5.7a1 1 0 0 1-1.4 0L3.3 10.4a1 1 0 0 1-.3-.7zM6.7 6.7h.01"
            }
            Self::Text => "M4 5h12M4 10h12M4 15h7",
            Self::Trash => "M3.5 5.5h13M8 5.5V3.5h4v2M5 5.5l.8 11h8.4l.8-11M8.3 8.8v4.7M11.7 8.8v4.7",
            Self::Upload => "M10 13V4M6 7.5l4-4 4 4M4 16.5h12",
            Self::Warning => "M10 3L2.3 16.5h15.4zM10 8.2v4M10 14.3h.01",
        }
    }

    /// The icon as a view.
    pub fn view(self) -> AnyView {
        view! {
            <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
                <path d=self.path() />
            </svg>
        }
        .into_any()
    }
}

/// The product's mark: a label whose hole is the sun over the horizon.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="mark-tag" d="M5 4h11.2a3 3 0 0 1 2.1.9l9 9a3 3 0 0 1 0 4.2l-9.2 9.2a3 3 0 0 1-4.2 0l-9-9A3 3 0 0 1 4 16.2V5a1 1 0 0 1 1-1z" />
            <path class="mark-land" d="M8.3 21.7c4-1.4 9.3-4.7 13.6-2.5l-3.8 8.1a3 3 0 0 1-4.2 0z" />
            <circle class="mark-sun" cx="11.5" cy="11.5" r="3.5" />
        </svg>
    }
}
