//! What elements of HTML mean for the lines of a page, and their blanks.

pub(super) fn is_block(name: &str) -> bool {
    const BLOCKS: &str = "address article aside blockquote body button caption dd div dl dt fieldset figure footer form h1 \
        h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section select table tbody td \
        textarea tfoot th thead title tr ul";
    BLOCKS.split(' ').any(|block| block == name)
}

/// How many blanks a style sets a text in by: `padding-left: 20px`.
pub(super) fn set_in(style: &str) -> usize {
    let mut most = 0;
    for rule in style.split(';') {
        let Some((name, value)) = rule.split_once(':') else { continue };
        if !["padding-left", "margin-left", "text-indent"].contains(&name.trim()) {
            continue;
        }
        let value = value.trim();
        let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
        let (number, unit) = value.split_at(end);
        let number: usize = number.parse().unwrap_or(0);
        let blanks = if unit.contains("em") { number.saturating_mul(4) } else { number / 4 };
        most = most.max(blanks);
    }
    most
}

pub(super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

/// The deepest nesting that is parsed: the parser's time grows with its square.
pub(super) const DEPTH: usize = 5000;

/// How deep elements are nested at most, by their tags alone. Elements that end by themselves are not counted.
pub(super) fn depth(text: &str) -> usize {
    let ends_itself = [
        "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
        "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
    ];
    let (mut now, mut most) = (0_usize, 0_usize);
    for tag in text.split('<').skip(1) {
        let closing = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        // No element's name is longer.
        let name = name.get(..end.min(12)).unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || ends_itself.contains(&name.as_str()) {
            continue;
        }
        now = if closing { now.saturating_sub(1) } else { now + 1 };
        most = most.max(now);
    }
    most
}
