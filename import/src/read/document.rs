//! A page as a tree of elements and texts, as browsers build it. The parser is html5ever, with its rules for what is left
//! open or stands in the wrong place; here is the tree that it fills, and nothing of what elements mean.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::{Attribute, LocalName, Namespace, QualName, expanded_name, local_name, ns, parse_document};

/// A parsed page. Its nodes are told by their numbers.
pub(super) struct Document {
    nodes: Vec<Node>,
}

/// What a node is.
pub(super) enum Kind {
    Element(Element),
    Text(String),
    /// The document, a comment and the like.
    Apart,
}

/// An element with its attributes.
pub(super) struct Element {
    name: QualName,
    attributes: Vec<Attribute>,
}

impl Element {
    /// Its name, in lower case where it is one of HTML.
    pub(super) fn name(&self) -> &str {
        &self.name.local
    }

    /// An attribute of HTML.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        let is_it = |attribute: &&Attribute| attribute.name.ns == ns!() && &*attribute.name.local == name;
        self.attributes.iter().find(is_it).map(|attribute| &*attribute.value)
    }
}

struct Node {
    kind: Kind,
    parent: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
    before: Option<usize>,
    behind: Option<usize>,
}

impl Document {
    /// Parses a page. There is none that cannot be.
    pub(super) fn parse(text: &str) -> Self {
        let document = Self { nodes: Vec::new() };
        let sink = Sink(RefCell::new(document));
        sink.add(Kind::Apart);
        parse_document(sink, html5ever::ParseOpts::default()).one(text)
    }

    /// The element that holds all others.
    pub(super) fn root(&self) -> usize {
        let mut child = self.first_child(DOCUMENT);
        while let Some(node) = child {
            if let Some(Kind::Element(_)) = self.kind(node) {
                return node;
            }
            child = self.next_sibling(node);
        }
        DOCUMENT
    }

    /// What a node is; `None` of a number that no node has.
    pub(super) fn kind(&self, node: usize) -> Option<&Kind> {
        self.nodes.get(node).map(|node| &node.kind)
    }

    /// The first node within it.
    pub(super) fn first_child(&self, node: usize) -> Option<usize> {
        self.nodes.get(node)?.first
    }

    /// The node behind it in the same parent.
    pub(super) fn next_sibling(&self, node: usize) -> Option<usize> {
        self.nodes.get(node)?.behind
    }

    /// The node that holds it.
    pub(super) fn parent(&self, node: usize) -> Option<usize> {
        self.nodes.get(node)?.parent
    }

    fn change(&mut self, node: Option<usize>, change: impl FnOnce(&mut Node)) {
        if let Some(node) = node.and_then(|node| self.nodes.get_mut(node)) {
            change(node);
        }
    }

    fn add(&mut self, kind: Kind) -> usize {
        self.nodes.push(Node { kind, parent: None, first: None, last: None, before: None, behind: None });
        self.nodes.len() - 1
    }

    /// Takes a node out of its parent.
    fn detach(&mut self, node: usize) {
        let Some(Node { parent, before, behind, .. }) = self.nodes.get_mut(node) else { return };
        let (parent, before, behind) = (parent.take(), before.take(), behind.take());
        match before {
            Some(_) => self.change(before, |node| node.behind = behind),
            None => self.change(parent, |node| node.first = behind),
        }
        match behind {
            Some(_) => self.change(behind, |node| node.before = before),
            None => self.change(parent, |node| node.last = before),
        }
    }

    /// Puts a node that has no parent before a sibling, or at the end of its parent.
    fn insert(&mut self, node: usize, parent: usize, behind: Option<usize>) {
        let before = match behind {
            Some(behind) => self.nodes.get(behind).and_then(|node| node.before),
            None => self.nodes.get(parent).and_then(|node| node.last),
        };
        self.change(Some(node), |node| (node.parent, node.before, node.behind) = (Some(parent), before, behind));
        match before {
            Some(_) => self.change(before, |sibling| sibling.behind = Some(node)),
            None => self.change(Some(parent), |parent| parent.first = Some(node)),
        }
        match behind {
            Some(_) => self.change(behind, |sibling| sibling.before = Some(node)),
            None => self.change(Some(parent), |parent| parent.last = Some(node)),
        }
    }

    /// The same for a node or a text. A text becomes one with the text that it comes behind.
    fn place(&mut self, child: NodeOrText<usize>, parent: usize, behind: Option<usize>) {
        match child {
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                self.insert(node, parent, behind);
            }
            NodeOrText::AppendText(more) => {
                let before = match behind {
                    Some(behind) => self.nodes.get(behind).and_then(|node| node.before),
                    None => self.nodes.get(parent).and_then(|node| node.last),
                };
                if let Some(Node { kind: Kind::Text(text), .. }) = before.and_then(|before| self.nodes.get_mut(before))
                {
                    text.push_str(&more);
                } else {
                    let text = self.add(Kind::Text(more.into()));
                    self.insert(text, parent, behind);
                }
            }
        }
    }
}

/// The number of the document itself.
const DOCUMENT: usize = 0;

/// What the parser fills: it holds nodes by their numbers, and changes the tree through a shared reference.
struct Sink(RefCell<Document>);

impl Sink {
    fn add(&self, kind: Kind) -> usize {
        self.0.borrow_mut().add(kind)
    }
}

/// The name of an element, whose parts are shared and not copied.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = usize;
    type Output = Document;
    type ElemName<'a> = Name;

    fn finish(self) -> Document {
        self.0.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        DOCUMENT
    }

    fn elem_name(&self, node: &usize) -> Name {
        match self.0.borrow().kind(*node) {
            Some(Kind::Element(element)) => Name(element.name.clone()),
            // The parser asks for elements alone.
            _ => Name(QualName::new(None, ns!(), local_name!(""))),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> usize {
        let is_template = name.expanded() == expanded_name!(html "template");
        let node = self.add(Kind::Element(Element { name, attributes }));
        if is_template {
            let contents = self.add(Kind::Apart);
            self.0.borrow_mut().insert(contents, node, None);
        }
        node
    }

    fn create_comment(&self, _: StrTendril) -> usize {
        self.add(Kind::Apart)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> usize {
        self.add(Kind::Apart)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.0.borrow_mut().place(child, *parent, None);
    }

    fn append_based_on_parent_node(&self, element: &usize, previous: &usize, child: NodeOrText<usize>) {
        let has_parent = self.0.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, template: &usize) -> usize {
        self.0.borrow().first_child(*template).unwrap_or(*template)
    }

    fn same_node(&self, left: &usize, right: &usize) -> bool {
        left == right
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        let mut document = self.0.borrow_mut();
        if let NodeOrText::AppendNode(node) = &child {
            document.detach(*node);
        }
        if let Some(parent) = document.parent(*sibling) {
            document.place(child, parent, Some(*sibling));
        }
    }

    fn add_attrs_if_missing(&self, node: &usize, more: Vec<Attribute>) {
        if let Some(Node { kind: Kind::Element(element), .. }) = self.0.borrow_mut().nodes.get_mut(*node) {
            for attribute in more {
                if !element.attributes.iter().any(|present| present.name == attribute.name) {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, node: &usize) {
        self.0.borrow_mut().detach(*node);
    }

    fn reparent_children(&self, node: &usize, parent: &usize) {
        let mut document = self.0.borrow_mut();
        while let Some(child) = document.first_child(*node) {
            document.detach(child);
            document.insert(child, *parent, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENT, Document, Kind};

    /// The tree as text: `table(tr(td(甲)))`.
    fn shown(document: &Document, node: usize) -> String {
        let mut children = Vec::new();
        let mut child = document.first_child(node);
        while let Some(node) = child {
            assert!(document.parent(node).is_some(), "each child has a parent");
            children.push(shown(document, node));
            child = document.next_sibling(node);
        }
        let children = children.join(" ");
        match document.kind(node) {
            Some(Kind::Element(element)) if children.is_empty() => element.name().to_owned(),
            Some(Kind::Element(element)) => format!("{}({children})", element.name()),
            Some(Kind::Text(text)) => text.clone(),
            _ => children,
        }
    }

    #[test]
    fn what_is_left_open_or_misplaced_is_put_where_browsers_put_it() {
        for (page, tree) in [
            ("<table><tr><td>甲<td>乙", "html(head body(table(tbody(tr(td(甲) td(乙))))))"),
            // A text that stands between cells goes before the table, behind what stood there.
            ("前<table>后<tr><td>甲</table>", "html(head body(前后 table(tbody(tr(td(甲))))))"),
            ("<p><b>甲<p>乙</b>丙", "html(head body(p(b(甲)) p(b(乙) 丙)))"),
            ("<b><table><td>甲</b></table>乙", "html(head body(b(table(tbody(tr(td(甲)))) 乙)))"),
            ("<a>甲<div><a>乙", "html(head body(a(甲) div(a a(乙))))"),
            ("<template><td>甲</template>🍵", "html(head(template(td(甲))) body(🍵))"),
            ("", "html(head body)"),
        ] {
            let document = Document::parse(page);
            assert_eq!(shown(&document, DOCUMENT), tree, "{page}");
            assert!(matches!(document.kind(document.root()), Some(Kind::Element(root)) if root.name() == "html"));
        }
    }

    #[test]
    fn attributes_are_those_of_html_and_the_first_counts() {
        let document = Document::parse("<html lang=zh><html lang=en dir=ltr><svg xlink:href=x>");
        let Some(Kind::Element(root)) = document.kind(document.root()) else { panic!("an element") };
        assert_eq!((root.attr("lang"), root.attr("dir"), root.attr("id")), (Some("zh"), Some("ltr"), None));
    }
}
