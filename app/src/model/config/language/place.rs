//! What goes into what, and which objects a control speaks of.

use super::super::tag::{Role, Tag};

/// The tags that a part must stand in, layout between or not; empty for what can stand anywhere.
pub const fn belongs_in(tag: &Tag) -> &'static [Tag] {
    match tag {
        Tag::Label => &[
            Tag::Labels,
            Tag::RectangleLabels,
            Tag::EllipseLabels,
            Tag::PolygonLabels,
            Tag::KeyPointLabels,
            Tag::BrushLabels,
            Tag::BitmaskLabels,
            Tag::VectorLabels,
            Tag::HyperTextLabels,
            Tag::ParagraphLabels,
            Tag::TimeSeriesLabels,
            Tag::TimelineLabels,
        ],
        Tag::Choice => &[Tag::Choices, Tag::Taxonomy, Tag::Choice],
        Tag::Channel => &[Tag::TimeSeries, Tag::MultiChannel],
        Tag::MultiChannel => &[Tag::TimeSeries],
        Tag::Bucket => &[Tag::Ranker],
        Tag::Relation => &[Tag::Relations],
        Tag::Panel => &[Tag::Collapse],
        Tag::Shortcut => &[Tag::TextArea],
        _ => &[],
    }
}

/// The parts that a tag is made of.
pub fn parts_of(tag: &Tag) -> impl Iterator<Item = &'static Tag> + '_ {
    Tag::KNOWN.iter().filter(move |part| belongs_in(part).contains(tag))
}

/// What of a control a result names: its labels, or its choices.
pub fn option_tag(control: &Tag) -> Option<Tag> {
    if control.role() != Role::Control {
        return None;
    }
    [Tag::Label, Tag::Choice].into_iter().find(|part| belongs_in(part).contains(control))
}

/// It lays out whatever stands in it.
pub const fn is_container(tag: &Tag) -> bool {
    matches!(tag, Tag::View | Tag::Panel | Tag::Dialog | Tag::Repeater | Tag::PagedView)
}

/// The objects that a control works on; empty for those that speak of any.
pub const fn objects_of(control: &Tag) -> &'static [Tag] {
    match control {
        Tag::Rectangle
        | Tag::RectangleLabels
        | Tag::Ellipse
        | Tag::EllipseLabels
        | Tag::Polygon
        | Tag::PolygonLabels
        | Tag::KeyPoint
        | Tag::KeyPointLabels
        | Tag::Brush
        | Tag::BrushLabels
        | Tag::Bitmask
        | Tag::BitmaskLabels
        | Tag::Magicwand => &[Tag::Image, Tag::Pdf],
        Tag::Vector | Tag::VectorLabels => &[Tag::Image, Tag::Pdf, Tag::Video],
        Tag::HyperTextLabels => &[Tag::HyperText, Tag::Text],
        Tag::ParagraphLabels => &[Tag::Paragraphs],
        Tag::TimeSeriesLabels => &[Tag::TimeSeries],
        Tag::TimelineLabels | Tag::VideoRectangle => &[Tag::Video],
        Tag::Ranker => &[Tag::List],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_what_they_stand_in() {
        assert_eq!(parts_of(&Tag::Taxonomy).collect::<Vec<_>>(), [&Tag::Choice]);
        assert_eq!(option_tag(&Tag::BrushLabels), Some(Tag::Label));
        assert_eq!(option_tag(&Tag::Choices), Some(Tag::Choice));
        assert_eq!(option_tag(&Tag::Choice), None);
        assert_eq!(option_tag(&Tag::TextArea), None);
    }
}
