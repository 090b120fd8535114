//! What a line outside tables and samples is: the page's title, the way to it, a section's heading, the name of the
//! next table's node, a tab of samples, a remark, or prose.

use super::super::super::page::{Block, Reason, SectionKind, Text};
use super::super::piece::{Line, Weight};
use super::super::table::Name;
use super::super::{heading, names, remark, wire_name};
use super::{Assembly, TAB};
use signwright_model::Travels;

impl Assembly<'_> {
    /// `当前位置：API文档 > 订单类`
    pub(super) fn here(&mut self, line: &Line) -> bool {
        let Some((label, path)) = line.text.split_once(['：', ':']) else { return false };
        if !self.profile.here.iter().any(|word| label.trim().eq_ignore_ascii_case(word)) {
            return false;
        }
        match path.rsplit_once('>').map(|(_, group)| group.trim()).filter(|group| !group.is_empty()) {
            Some(group) if self.page.group.is_none() => {
                self.page.group = Some(Text { text: group.to_owned(), lines: line.lines });
            }
            _ => self.leave(line, Reason::Site),
        }
        true
    }

    pub(super) fn line(&mut self, line: Line) {
        if self.title(&line) || self.here(&line) {
            return;
        }
        if let Some((text, kind)) = heading::heading(&line, self.profile) {
            let level = match line.weight {
                Weight::Heading(level) => level,
                _ => 0,
            };
            let is_below = level > self.level && self.level > 0 || level == 0;
            let words = heading::numbered(&text).1.trim_end_matches(['：', ':']);
            let is_word = self.profile.is_section(words);
            let place = self.profile.bare_place(words).filter(|_| heading::is_below_title(&line));
            if !is_word
                && is_below
                && let Some(name) = self.object_in(&line.text)
            {
                let note = Self::note(&line.text, &name);
                self.take_name(Some(Name { text: Text { text: name, lines: line.lines }, note }));
                return;
            }
            // A heading below one of a known kind parts what that one is about.
            let kind = match place {
                Some(place) => self.kind_of(place),
                None if kind == SectionKind::Other && is_below && level > 0 => self.section.kind,
                None => kind,
            };
            if !(is_below && level > 0 && kind == self.section.kind) {
                self.level = level;
            }
            self.close();
            self.section.heading = Some(Text { text, lines: line.lines });
            self.section.kind = kind;
            return;
        }
        let in_samples = matches!(
            self.section.kind,
            SectionKind::RequestSample | SectionKind::ResponseSample | SectionKind::RefusalSample
        );
        let is_tab = line.weight == Weight::Item && line.text.chars().count() <= TAB;
        let word = || names::is_name(&line.text) && self.profile.language(&line.text).is_some();
        if in_samples && (is_tab || word()) {
            self.tabs.push_back(Text { text: line.text, lines: line.lines });
            return;
        }
        if line.weight != Weight::Cell
            && !wire_name::VERBS.contains(&line.text.trim())
            && let Some((name, note)) = names::object(&line.text)
        {
            let name = Name { text: Text { text: name.to_owned(), lines: line.lines }, note: note.map(str::to_owned) };
            self.take_name(Some(name));
            return;
        }
        let remarks = remark::remarks(&line.text, self.section.kind, line.lines, self.profile);
        let labelled = remarks.iter().any(|remark| !remark.label.is_empty());
        self.section.blocks.extend(remarks.into_iter().map(Block::Remark));
        if labelled {
            return;
        }
        let stands_out = matches!(line.weight, Weight::Bold | Weight::Heading(_));
        let named_object = || self.object_in(&line.text).filter(|_| line.text.chars().count() <= TAB);
        let named = if stands_out { names::only_name(&line.text).map(str::to_owned) } else { named_object() };
        if let Some(name) = named {
            let note = Self::note(&line.text, &name);
            self.take_name(Some(Name { text: Text { text: name, lines: line.lines }, note }));
            return;
        }
        self.section.blocks.push(Block::Prose(Text { text: line.text, lines: line.lines }));
    }

    /// What a section is about whose heading is a place's word: a part of the answer behind the answer's heading, else one
    /// of the request.
    fn kind_of(&self, place: Travels) -> SectionKind {
        let above = self.page.sections.iter().rev().map(|section| section.kind);
        let mut sides = std::iter::once(self.section.kind).chain(above).filter_map(|kind| match kind {
            SectionKind::Response | SectionKind::CommonResponse => Some(SectionKind::Response),
            SectionKind::Request | SectionKind::RequestParts | SectionKind::CommonRequest => Some(SectionKind::Request),
            _ => None,
        });
        match sides.next() {
            Some(SectionKind::Response) => SectionKind::Response,
            _ if place == Travels::Header => SectionKind::CommonRequest,
            _ => SectionKind::Request,
        }
    }

    fn title(&mut self, line: &Line) -> bool {
        if self.page.endpoint.is_some() {
            return false;
        }
        let closed = heading::closed_up(&line.text);
        // Emphasis may cut the name as well: `w ms.stock.query（…）`.
        let joined: String = if line.weight == Weight::Bold { closed.replace(' ', "") } else { String::new() };
        let named =
            names::endpoint(&closed).or_else(|| names::endpoint(&joined).filter(|(name, _)| name.contains('.')));
        let Some((name, title)) = named else { return false };
        let text = |text: &str| Some(Text { text: text.to_owned(), lines: line.lines });
        if let Some(old) = std::mem::replace(&mut self.page.title, text(title)) {
            self.pieces.leave(old.lines, &old.text, Reason::Site);
        }
        self.page.endpoint = text(name);
        true
    }

    /// The last of a line's names that a row above has as its name or in its type.
    fn object_in(&self, text: &str) -> Option<String> {
        let names = names::in_text(text).filter(|name| self.objects.contains(&names::stem(name)));
        names.last().map(str::to_owned)
    }

    /// What a line says beside a node's name; nothing where it only says that it is one: `line_list对象`.
    fn note(line: &str, name: &str) -> Option<String> {
        let (_, words) = heading::numbered(line);
        let remark = words.replacen(name, "", 1);
        (remark.chars().filter(|c| c.is_alphanumeric()).count() > 6).then(|| line.to_owned())
    }
}
