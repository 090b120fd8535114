//! The endpoint's wire name where the page's first line does not give it with its title: in a heading, behind a
//! label, or as an address. What is inferred is reported.

use super::super::page::{Block, Doubt, DoubtKind, Lines, Page, Reason, RemarkKind, SectionKind, Text};
use super::piece::unplaced;

/// Words of a request line.
pub(crate) const VERBS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];
const TITLE: usize = 40;

pub(super) fn infer(page: &mut Page) {
    if page.endpoint.is_some() {
        return;
    }
    if page.title.is_none() {
        let mut headings = page.sections.iter().filter(|section| section.kind == SectionKind::Other);
        page.title = headings.find_map(|section| section.heading.clone());
    }
    let Some((name, lines, title_text)) = in_heading(page).or_else(|| labelled(page)).or_else(|| in_brackets(page))
    else {
        return;
    };
    let message = format!("`{name}` was taken for the endpoint's wire name");
    page.doubts.push(Doubt { lines, kind: DoubtKind::Role, message });
    page.endpoint = Some(Text { text: name, lines });
    // A heading with the name and a title, or with the name alone and the title below it.
    if let Some(title_text) = title_text {
        let title = if title_text.is_empty() { first_words(page) } else { Some(Text { text: title_text, lines }) };
        if let Some(old) = std::mem::replace(&mut page.title, title)
            && old.lines != lines
        {
            page.unplaced.push(unplaced(old.lines, &old.text, Reason::Site));
        }
    }
}

/// A name in the page's title or a heading, with what else stands there.
fn in_heading(page: &Page) -> Option<(String, Lines, Option<String>)> {
    let headings = page.sections.iter().filter_map(|section| section.heading.as_ref());
    page.title.iter().chain(headings).find_map(|text| {
        let name = names(&text.text).next()?;
        let words_left = text.text.replacen(name, " ", 1);
        let words = words_left.split_whitespace().filter(|word| !VERBS.contains(word));
        let words_left = words.collect::<Vec<_>>().join(" ");
        let words_left =
            words_left.trim_matches(|c: char| c.is_whitespace() || "()（）:：-—_|【】".contains(c)).to_owned();
        let words_left = words_left.rsplit(['：', ':']).next().unwrap_or(&words_left).trim().to_owned();
        Some((name.trim_end_matches(['.', '/']).to_owned(), text.lines, Some(words_left)))
    })
}

/// A name behind a label, or the path of the only address.
fn labelled(page: &Page) -> Option<(String, Lines, Option<String>)> {
    let mut blocks = page.sections.iter().flat_map(|section| section.blocks.iter().map(move |block| (section, block)));
    while let Some((section, block)) = blocks.next() {
        let text = match block {
            Block::Remark(remark) if remark.kind == RemarkKind::Endpoint => {
                let below = || match blocks.clone().next() {
                    Some((_, Block::Prose(text))) => text.text.clone(),
                    _ => String::new(),
                };
                let text = if remark.text.trim().is_empty() { below() } else { remark.text.clone() };
                Text { text, lines: remark.lines }
            }
            Block::Prose(text) if section.kind == SectionKind::Addresses || is_request_line(&text.text) => text.clone(),
            _ => continue,
        };
        if let Some(name) = path(&text.text).or_else(|| labelled_name(&text.text)) {
            // `order.push 推送订单`
            let behind = text.text.split_once(' ').map(|(_, behind)| behind.trim().to_owned());
            let behind =
                behind.filter(|behind| page.title.is_none() && !behind.is_empty() && !text.text.contains("://"));
            return Some((name, text.lines, behind));
        }
    }
    None
}

/// `本接口 (DescribeThings)`.
fn in_brackets(page: &Page) -> Option<(String, Lines, Option<String>)> {
    let texts = page.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Prose(text) => Some((text.text.as_str(), text.lines)),
        Block::Remark(remark) => Some((remark.text.as_str(), remark.lines)),
        _ => None,
    });
    texts.into_iter().find_map(|(text, lines)| {
        let (before, behind) = text.split_once(['(', '（'])?;
        let (name, _) = behind.split_once([')', '）'])?;
        (before.trim_end().ends_with("接口") && is_camel(name)).then(|| (name.to_owned(), lines, None))
    })
}

/// The names in a text: with parts (`order.push`, `/v2/orders`, `ORDER_PUSH`) or humps (`CreateOrder`).
fn names(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/' | '-' | '{' | '}');
    text.split(move |c: char| !is_part(c)).filter(|word| is_name(word))
}

fn is_name(word: &str) -> bool {
    let body = word.trim_start_matches('/').trim_end_matches(['.', '/']);
    let parts: Vec<&str> = body.split(['.', '/', '_']).collect();
    let begins = word.starts_with('/') || body.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_part = |part: &&str| !part.is_empty();
    // A version has parts as well: `V2.4.5`.
    let is_version = body.split('.').any(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let has_word = parts.iter().any(|part| part.len() > 2 && part.bytes().any(|byte| byte.is_ascii_alphabetic()));
    let parted = parts.len() > 1 && parts.iter().all(is_part) && has_word && !is_version;
    // Shorter ones are units and abbreviations: `km/h`, `e.g`.
    begins && body.len() > 4 && (parted || word.starts_with('/') && has_word || is_camel(word))
}

/// `DescribeThings`: two humps at least, each with a lower-case letter.
fn is_camel(word: &str) -> bool {
    let humps = word
        .as_bytes()
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if a.is_ascii_uppercase() && b.is_ascii_lowercase()));
    word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && humps.count() > 1
}

/// The name behind a label: one that has parts or humps, else the only word.
fn labelled_name(text: &str) -> Option<String> {
    let only_word = || Some(text.trim()).filter(|word| super::names::is_name(word));
    names(text).next().or_else(only_word).map(|name| name.trim_end_matches(['.', '/']).to_owned())
}

/// `GET /v2/orders/{order_id}`
fn is_request_line(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(verb, path)| VERBS.contains(&verb) && path.trim_start().starts_with('/'))
}

fn path(text: &str) -> Option<String> {
    let (_, address) = text.split_once("://")?;
    let end = address.find(|c: char| c.is_whitespace() || "?#`\"'，,；;）)".contains(c)).unwrap_or(address.len());
    let (_, path) = address.get(..end)?.split_once('/')?;
    let path = path.trim_end_matches('/');
    (!path.is_empty()).then(|| format!("/{path}"))
}

/// The first short line of prose, which is the title under a heading that is a name.
fn first_words(page: &Page) -> Option<Text> {
    let prose = page.sections.iter().take(2).flat_map(|section| &section.blocks).find_map(|block| match block {
        Block::Prose(text) => Some(text),
        _ => None,
    });
    prose.filter(|text| text.text.chars().count() <= TITLE && !text.text.contains('\n')).cloned()
}
