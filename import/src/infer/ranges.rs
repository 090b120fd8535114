//! Limits in prose: ranges of whole numbers, how many rows a list may have, how far apart two times may be.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) least: Option<i64>,
    pub(crate) most: Option<i64>,
    /// The vendor calls it the range of values.
    pub(crate) stated: bool,
}

/// `取值范围:大于零的整数;最大值:50`, `最小值10, 最大值5000`.
pub(crate) fn range(text: &str) -> Option<Range> {
    let least = number_behind(text, &["最小值", "最小为"]).or_else(|| {
        let above = ["大于零的整数", "大于0的整数", "正整数"].iter().any(|word| text.contains(word));
        above.then_some(1)
    });
    let most = number_behind(text, &["最大值", "最大为"]);
    (least.is_some() || most.is_some()).then(|| Range { least, most, stated: text.contains("取值范围") })
}

/// The range of a whole number: also `取值范围：1~100`.
pub(crate) fn of_whole(text: &str) -> Option<Range> {
    let stated = |(least, most)| Range { least: Some(least), most: Some(most), stated: true };
    between(text).map(stated).or_else(|| range(text))
}

fn between(text: &str) -> Option<(i64, i64)> {
    let (before, behind_word) = text.split_once("取值范围").or_else(|| text.split_once("值域"))?;
    // `N的取值范围` is another's.
    if before.trim_end().ends_with('的') {
        return None;
    }
    let behind_word = behind_word.trim_start_matches(|c: char| c.is_whitespace() || ":：为是=[".contains(c));
    let end = behind_word.find(|c: char| !c.is_ascii_digit())?;
    let (least, behind_word) = behind_word.split_at(end);
    let behind_word = behind_word.trim_start().strip_prefix(['~', '～', '-', '–', '至', '到', ',', '，'])?.trim_start();
    let end = behind_word.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind_word.len());
    let behind = behind_word.get(end..)?.chars().next().unwrap_or(' ');
    let (least, most) = (least.parse().ok()?, behind_word.get(..end)?.parse().ok()?);
    (least <= most && !behind.is_ascii_alphabetic() && behind != '.').then_some((least, most))
}

/// `每次最多推送100条`, `建议不超过50条`: the most rows of a list.
pub(crate) fn most_rows(text: &str) -> Option<u32> {
    for word in ["不超过", "不能超过", "不得超过", "不可超过", "最多", "最大支持", "上限", "限制"]
    {
        for (start_of_word, _) in text.match_indices(word) {
            // A number further on counts something else.
            let behind_word: String =
                text.get(start_of_word + word.len()..).unwrap_or_default().chars().take(12).collect();
            let Some(start) = behind_word.find(|c: char| c.is_ascii_digit()) else { continue };
            let digits: String =
                behind_word.get(start..).unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
            let behind = behind_word.get(start + digits.len()..).unwrap_or_default().trim_start();
            let counts = ["条", "个", "行", "单", "笔", "组"].iter().any(|unit| behind.starts_with(unit));
            if let (true, Ok(most @ 1..)) = (counts, digits.parse()) {
                return Some(most);
            }
        }
    }
    None
}

/// `时间范围最大7天`, `最大跨度30天`, `不能超过24小时`: days, hours or minutes.
pub(crate) fn span(text: &str) -> Option<(u32, &'static str)> {
    if !["跨度", "时间范围", "时间间隔", "时间段", "时间区间"].iter().any(|word| text.contains(word)) {
        return None;
    }
    let units = [("天", "days"), ("日", "days"), ("小时", "hours"), ("分钟", "minutes"), ("min", "minutes")];
    let mut remaining = text;
    while let Some(start) = remaining.find(|c: char| c.is_ascii_digit() || HAN.contains(c)) {
        let tail = remaining.get(start..)?;
        let end = tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len());
        // `七天`: one word, up to ten.
        let word = tail.chars().next().filter(|_| end == 0);
        let end = end.max(word.map_or(0, char::len_utf8));
        let many = word.map_or_else(|| tail.get(..end).and_then(|digits| digits.parse().ok()), of_han);
        let behind = tail.get(end..)?.trim_start();
        let unit = units.iter().find(|(word, _)| behind.starts_with(word));
        if let (Some((_, unit)), Some(many @ 1..)) = (unit, many) {
            return Some((many, unit));
        }
        remaining = tail.get(end..)?;
    }
    None
}

const HAN: &str = "一二三四五六七八九十";

fn of_han(c: char) -> Option<u32> {
    HAN.chars().zip(1..).find(|(digit, _)| *digit == c).map(|(_, number)| number)
}

fn number_behind(text: &str, words: &[&str]) -> Option<i64> {
    let value = words.iter().find_map(|word| text.split_once(word).map(|(_, value)| value))?;
    let value = value.trim_start_matches(|c: char| c.is_whitespace() || ":：为是=".contains(c));
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    value.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read() {
        let stated = range("每页条数 取值范围:大于零的整数;最大值:50。默认值:10。");
        assert_eq!(stated, Some(Range { least: Some(1), most: Some(50), stated: true }));
        let said = range("一次的记录数最小值10, 最大值5000");
        assert_eq!(said, Some(Range { least: Some(10), most: Some(5000), stated: false }));
        let between = Some(Range { least: Some(1), most: Some(100), stated: true });
        assert_eq!(of_whole("批量创建的数量。取值范围：1~100"), between);
        assert_eq!(of_whole("取值范围：0.1～0.9"), None);
        assert_eq!(of_whole("标签键。N 的取值范围：1~20"), None);
        assert_eq!(range("最大值:很大"), None);
        assert_eq!(most_rows("每次请求包含订单条数建议不超过50条(1条订单…)"), Some(50));
        assert_eq!(most_rows("每次最多推送 100 条"), Some(100));
        assert_eq!(most_rows("最多99999999999条"), None);
        assert_eq!(most_rows("不能超过30天"), None);
        assert_eq!(span("最大跨度30天"), Some((30, "days")));
        assert_eq!(span("时间范围最大7天, 时间格式10位"), Some((7, "days")));
        assert_eq!(span("时间跨度不能超过24小时"), Some((24, "hours")));
        assert_eq!(span("最近30天"), None);
        assert_eq!(span("查询时间间隔不可以超过七天, 只保留十日"), Some((7, "days")));
        assert_eq!(span("时间区间不能超过60min"), Some((60, "minutes")));
        assert_eq!(span("时间跨度不能超过一个月"), None);
    }
}
