//! The document in its frame: builds it node by node from the tree, and turns points of the browser into places of the
//! text and back. The frame has classes of its own, so nodes in it are told apart by their type, never by `instanceof`.

use super::layout::{Rect, joined};
use crate::model::html::{Attributes, Event, HtmlText, HtmlTree};
use crate::model::result::Span;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement, HtmlIFrameElement, Node, Range, Selection};

pub struct Paper {
    pub document: Document,
    pub text: HtmlText,
    /// By their numbers in the text.
    nodes: Vec<Node>,
    /// The numbers, by node.
    numbers: js_sys::Map,
}

impl Paper {
    /// Builds a document in a frame, in place of what stands there.
    pub fn build(frame: &HtmlIFrameElement, tree: &HtmlTree) -> Result<Self, JsValue> {
        let document =
            frame.content_document().ok_or_else(|| JsValue::from_str("the frame has no document"))?;
        let (html, head, body) =
            (part(&document, "html")?, part(&document, "head")?, part(&document, "body")?);
        while let Some(old) = body.last_child() {
            body.remove_child(&old)?;
        }
        dress(&html, &tree.html);
        for rules in &tree.styles {
            let style = document.create_element("style")?;
            style.set_text_content(Some(rules));
            head.append_child(&style)?;
        }
        let root = if tree.boxed { document.create_element("div")? } else { body.clone() };
        dress(&root, &tree.root);
        let mut builder = Builder {
            document: &document,
            open: vec![root.clone().into()],
            nodes: vec![root.clone().into()],
        };
        tree.events.iter().try_for_each(|event| builder.take(event))?;
        let nodes = builder.nodes;
        if tree.boxed {
            body.append_child(&root)?;
        }
        // Reached by the keyboard, and read out as a text.
        let reader =
            [("tabindex", "0"), ("role", "textbox"), ("aria-readonly", "true"), ("aria-multiline", "true")];
        for (name, value) in reader {
            body.set_attribute(name, value)?;
        }
        let numbers = js_sys::Map::new();
        for (number, node) in nodes.iter().enumerate() {
            numbers.set(node.as_ref(), &JsValue::from_f64(number as f64));
        }
        Ok(Self { document, text: HtmlText::new(tree), nodes, numbers })
    }

    pub fn selection(&self) -> Option<Selection> {
        self.document.get_selection().ok().flatten()
    }

    /// What is selected in the frame, ordered; `None` if nothing is.
    pub fn selected(&self) -> Option<Span> {
        let selection = self.selection()?;
        let anchor = self.place(&selection.anchor_node()?, selection.anchor_offset())?;
        let focus = self.place(&selection.focus_node()?, selection.focus_offset())?;
        Some(Span { start: anchor.min(focus), end: anchor.max(focus) })
    }

    /// The place of a point in the document; points around the root are its ends.
    fn place(&self, node: &Node, offset: u32) -> Option<u32> {
        match self.numbers.get(node.as_ref()).as_f64() {
            Some(number) => self.text.place(number as usize, offset),
            None if node.contains(self.nodes.first()) => Some(if offset == 0 { 0 } else { self.text.len() }),
            None => None,
        }
    }

    pub fn clear_selection(&self) {
        if let Some(selection) = self.selection() {
            // Without ranges there is nothing to clear.
            let _ = selection.remove_all_ranges();
        }
    }

    /// What a span covers as people read it, line ends between blocks included: what the browser would copy.
    pub fn words(&self, span: Span) -> String {
        let plain = || self.text.slice(span).to_owned();
        let Some(selection) = self.selection() else { return plain() };
        let before = (
            selection.anchor_node(),
            selection.anchor_offset(),
            selection.focus_node(),
            selection.focus_offset(),
        );
        if !self.select(&selection, span) {
            return plain();
        }
        let words = String::from(selection.to_string());
        let back = match before {
            (Some(anchor), from, Some(focus), to) => selection.set_base_and_extent(&anchor, from, &focus, to),
            _ => selection.remove_all_ranges(),
        };
        // What was selected is in this document still; if not, the words stay selected, which is as good.
        let _ = back;
        if words.is_empty() { plain() } else { words }
    }

    fn select(&self, selection: &Selection, span: Span) -> bool {
        let mut pieces = self.text.pieces(span);
        let Some(first) = pieces.next() else { return false };
        let last = pieces.last().unwrap_or(first);
        let (Some(start), Some(end)) = (self.nodes.get(first.node), self.nodes.get(last.node)) else {
            return false;
        };
        selection.set_base_and_extent(start, first.start, end, last.end).is_ok()
    }

    /// Where a span is on the paper, line by line.
    pub fn rects(&self, span: Span) -> Vec<Rect> {
        let Ok(range) = self.document.create_range() else { return Vec::new() };
        let (x, y) = self.scrolled();
        let mut rects = Vec::new();
        for piece in self.text.pieces(span) {
            let Some(node) = self.nodes.get(piece.node) else { continue };
            if range.set_start(node, piece.start).is_err() || range.set_end(node, piece.end).is_err() {
                continue;
            }
            let Some(list) = range.get_client_rects() else { continue };
            rects.extend((0..list.length()).filter_map(|at| list.item(at)).map(|rect| Rect {
                left: rect.left() + x,
                top: rect.top() + y,
                width: rect.width(),
                height: rect.height(),
            }));
        }
        joined(rects)
    }

    /// Where the moving end of the selection is.
    pub fn caret(&self) -> Option<Rect> {
        let selection = self.selection()?;
        let (node, offset) = (selection.focus_node()?, selection.focus_offset());
        let range: Range = self.document.create_range().ok()?;
        range.set_start(&node, offset).ok()?;
        range.collapse_with_to_start(true);
        let (x, y) = self.scrolled();
        let rect = range.get_bounding_client_rect();
        if rect.height() > 0.0 {
            return Some(Rect {
                left: rect.left() + x,
                top: rect.top() + y,
                width: 0.0,
                height: rect.height(),
            });
        }
        // An empty line has no box of its own: take the element's.
        let element: Element = if node.node_type() == Node::ELEMENT_NODE {
            node.unchecked_into()
        } else {
            node.parent_element()?
        };
        let rect = element.get_bounding_client_rect();
        Some(Rect { left: rect.left() + x, top: rect.top() + y, width: 0.0, height: rect.height().min(24.0) })
    }

    /// Puts the caret before the first letter.
    pub fn put_caret_at_start(&self) {
        let everything = Span { start: 0, end: self.text.len() };
        let first = self.text.pieces(everything).next().and_then(|piece| self.nodes.get(piece.node));
        if let (Some(selection), Some(first)) = (self.selection(), first) {
            // Every text has a start.
            let _ = selection.collapse_with_offset(Some(first), 0);
        }
    }

    /// How far the frame itself is scrolled: documents can be wider than the page.
    pub fn scrolled(&self) -> (f64, f64) {
        let Some(window) = self.document.default_view() else { return (0.0, 0.0) };
        (window.page_x_offset().unwrap_or(0.0), window.page_y_offset().unwrap_or(0.0))
    }

    /// What the layout depends on: the frame's width, the document's height.
    pub fn size(&self, frame: &HtmlElement) -> (i32, i32) {
        (frame.client_width(), self.document.body().map_or(0, |body| body.offset_height()))
    }

    /// Makes a frame as high as what is in it. Measured at a fixed height, so that heights given in parts of the frame's
    /// own do not make it grow without end; what is around keeps its height meanwhile, or the page would jump.
    pub fn fit(&self, frame: &HtmlElement) {
        const MEASURE: i32 = 120;
        const SCROLLBAR: i32 = 18;
        const LARGEST: i32 = 400_000;
        let (Some(body), Some(html)) = (self.document.body(), self.document.document_element()) else {
            return;
        };
        let around = frame.parent_element().map(|around| around.unchecked_into::<HtmlElement>());
        if let Some(around) = &around {
            style(around, "min-height", &format!("{}px", around.offset_height()), "");
        }
        let html: HtmlElement = html.unchecked_into();
        // A scroll bar would take width, and so make it higher than it is.
        style(&html, "overflow-y", "hidden", "important");
        style(frame, "height", &format!("{MEASURE}px"), "");
        let own = body.scroll_height().max(html.offset_height());
        let all = if html.scroll_height() > MEASURE { own.max(html.scroll_height()) } else { own };
        let bar = if html.scroll_width() > html.client_width() { SCROLLBAR } else { 0 };
        let height = (all + bar).max(MEASURE / 4);
        style(frame, "height", &format!("{}px", height.min(LARGEST)), "");
        if height > LARGEST {
            style(&html, "overflow-y", "auto", "important");
        }
        if let Some(around) = around {
            style(&around, "min-height", "", "");
        }
    }
}

fn style(element: &HtmlElement, name: &str, value: &str, priority: &str) {
    // Lengths and these words are always understood.
    let _ = element.style().set_property_with_priority(name, value, priority);
}

fn part(document: &Document, name: &str) -> Result<Element, JsValue> {
    document.query_selector(name)?.ok_or_else(|| JsValue::from_str("the frame's document is not ready"))
}

fn dress(element: &Element, attributes: &Attributes) {
    for (name, value) in attributes {
        // A name that the browser does not take says nothing that could be shown.
        let _ = element.set_attribute(name, value);
    }
}

struct Builder<'a> {
    document: &'a Document,
    open: Vec<Node>,
    nodes: Vec<Node>,
}

impl Builder<'_> {
    fn take(&mut self, event: &Event) -> Result<(), JsValue> {
        match event {
            Event::Open(space, name, attributes) => {
                let element = self
                    .document
                    .create_element_ns(space.uri(), name)
                    .or_else(|_| self.document.create_element_ns(None, "unknown"))?;
                dress(&element, attributes);
                self.add(&element)?;
                self.open.push(element.into());
            }
            Event::Close if self.open.len() > 1 => {
                self.open.pop();
            }
            Event::Close => {}
            Event::Text(text) => self.add(&self.document.create_text_node(text))?,
            Event::Comment => self.add(&self.document.create_comment(""))?,
        }
        Ok(())
    }

    fn add(&mut self, node: &Node) -> Result<(), JsValue> {
        if let Some(parent) = self.open.last() {
            parent.append_child(node)?;
        }
        self.nodes.push(node.clone());
        Ok(())
    }
}
