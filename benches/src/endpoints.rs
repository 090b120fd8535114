//! The endpoints that are generated and compiled, all of one shape, as specs and as plain Rust; `peers_input.rs` has the
//! same for the generators of others.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::places::root;

/// The platform that the endpoints are of.
pub(crate) const PLATFORM: &str = "acme";

/// The shape of the endpoints: records with their fields, as in the tables of a shop's order push.
pub(crate) const REQUEST: &[(&str, usize)] = &[("Push", 4), ("Trade", 13), ("Line", 9)];
pub(crate) const RESPONSE: usize = 7;
const TYPES: [&str; 5] = [VARCHAR_40, DECIMAL, INT, VARCHAR_255, "datetime"];
const DECIMAL: &str = "decimal(19,4)";
const VARCHAR_40: &str = "varchar(40)";
const VARCHAR_255: &str = "varchar(255)";
const INT: &str = "int(11)";

/// Coded values of a field.
pub(crate) struct Coded {
    record: &'static str,
    field: usize,
    name: &'static str,
    /// The type of a code that is not listed.
    unlisted: &'static str,
    codes: [(&'static str, &'static str); 4],
}

/// A field of a record, as every form of the endpoints has it.
pub(crate) struct Field {
    pub(crate) name: String,
    /// The type in the vendor's words, if it is no coded one.
    declared: &'static str,
    pub(crate) coded: Option<&'static Coded>,
    pub(crate) is_required: bool,
    pub(crate) title: String,
    pub(crate) says: String,
}

impl Field {
    /// Whether its values are whole numbers.
    pub(crate) fn is_whole(&self) -> bool {
        self.coded.map_or(self.declared == INT, Coded::is_whole)
    }

    /// How many characters it may have, where that is stated.
    pub(crate) fn length(&self) -> Option<u32> {
        [(VARCHAR_40, 40), (VARCHAR_255, 255)]
            .into_iter()
            .find(|(name, _)| *name == self.declared)
            .map(|(_, length)| length)
    }
}

impl Coded {
    fn is_whole(&self) -> bool {
        self.unlisted == "i64"
    }

    /// The codes as they travel.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.codes.into_iter().map(|(code, _)| code)
    }
}

/// The fields of a record, with as many of the coded ones as are wanted; those of the response by its name.
pub(crate) fn fields(record: &str, coded: &'static [Coded]) -> Vec<Field> {
    let count = REQUEST.iter().find(|(name, _)| *name == record).map_or(RESPONSE, |(_, count)| *count);
    let field = |number: usize| {
        let coded = coded.iter().find(|coded| (coded.record, coded.field) == (record, number));
        Field {
            name: format!("field_{number}"),
            declared: if coded.is_some() { "" } else { TYPES[number % TYPES.len()] },
            coded,
            is_required: record != "Response" && number.is_multiple_of(3),
            title: format!("字段{number}"),
            says: format!("第{number}个字段的说明"),
        }
    };
    (0..count).map(field).collect()
}

pub(crate) const CODED: [Coded; 2] = [
    Coded {
        record: "Trade",
        field: 5,
        name: "Status",
        unlisted: "i64",
        codes: [("10", "Unpaid"), ("20", "Paid"), ("30", "Shipped"), ("40", "Closed")],
    },
    Coded {
        record: "Line",
        field: 3,
        name: "Source",
        unlisted: "String",
        codes: [("01", "Web"), ("02", "App"), ("03", "Shop"), ("99", "Phone")],
    },
];

/// The endpoints of the repository's own specs over and over, under other names, until there are as many.
pub(crate) fn repeat_specs(dir: &Path, endpoints: u32) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for platform in fs::read_dir(root().join("spec"))? {
        let platform = platform?.path();
        let Some(name) = platform.file_name().filter(|_| platform.join("platform.yaml").is_file()) else { continue };
        let to = dir.join(name);
        fs::create_dir_all(&to)?;
        for file in fs::read_dir(&platform)? {
            let file = file?.path();
            let text = fs::read_to_string(&file)?;
            if text.starts_with("endpoint:") || text.contains("\nendpoint:") {
                files.push((to.clone(), text));
            } else {
                fs::copy(&file, to.join(file.file_name().unwrap_or_default()))?;
            }
        }
    }
    files.sort();
    for (number, (to, text)) in (0..endpoints).zip(files.iter().cycle()) {
        let renamed = |line: &str| match line.split_once(": ") {
            Some(("endpoint", name)) => format!("endpoint: {name}.{number}\n"),
            Some(("name", name)) => format!("name: {name}_{number}\n"),
            _ => format!("{line}\n"),
        };
        fs::write(to.join(format!("{number}.yaml")), text.lines().map(renamed).collect::<String>())?;
    }
    Ok(())
}

/// An expression for the value of a required field in a program that calls an endpoint.
pub(crate) fn rust_value(field: &Field) -> String {
    match (field.coded, field.declared) {
        (Some(coded), _) => {
            format!("{}::{}.into()", coded.name, coded.codes.first().map_or("", |(_, word)| word))
        }
        (None, DECIMAL) => "Decimal::from(1)".to_owned(),
        (None, INT) => "1".to_owned(),
        (None, VARCHAR_40 | VARCHAR_255) => "\"极峰\".into()".to_owned(),
        _ => "DateTime::parse(\"2024-05-01 10:21:00\", ZONE)?".to_owned(),
    }
}

/// The platform without the records that its endpoints share, which those made here do not.
fn without_records(platform: &str) -> String {
    let (before, behind) = platform.split_once("\nrecords:\n").unwrap_or((platform, ""));
    let after = behind.split_inclusive('\n').skip_while(|line| line.starts_with([' ', '\n'])).collect::<String>();
    format!("{before}\n{after}")
}

/// The endpoints of one platform.
///
/// # Errors
/// If they cannot be written.
pub(crate) fn write_specs(dir: &Path, endpoints: u32, coded: &'static [Coded]) -> Result<(), Box<dyn Error>> {
    write_platform(dir, PLATFORM, endpoints, coded)
}

/// The same as one platform of several.
///
/// # Errors
/// If they cannot be written.
pub(crate) fn write_platform(
    dir: &Path,
    name: &str,
    endpoints: u32,
    coded: &'static [Coded],
) -> Result<(), Box<dyn Error>> {
    let dir = dir.join(name);
    fs::create_dir_all(&dir)?;
    let platform = fs::read_to_string(root().join("tests/consumer/spec/acme/platform.yaml"))?;
    let platform = without_records(&platform).replacen("platform: acme", &format!("platform: {name}"), 1);
    fs::write(dir.join("platform.yaml"), platform)?;
    for number in 0..endpoints {
        let mut text = format!("endpoint: push/{number}\nname: push_{number}\ntitle: 推送{number}\nrepeat: upsert\n");
        for (place, (record, _)) in REQUEST.iter().enumerate() {
            let name = if place == 0 { "request" } else { record };
            writeln!(text, "\n{name}:")?;
            for Field { name, declared, coded, is_required, title, says } in fields(record, coded) {
                let declared = coded.map_or(declared, |coded| coded.name);
                let mark = if is_required { "!" } else { "" };
                writeln!(text, "  {name}: {declared}{mark}  {title} | {says}")?;
            }
            if let Some((child, _)) = REQUEST.get(place + 1) {
                writeln!(text, "  rows: {child}[1..50]!  明细")?;
            }
        }
        writeln!(text, "\nresponse:")?;
        for Field { name, declared, title, .. } in fields("Response", coded) {
            writeln!(text, "  {name}: {declared}  {title}")?;
        }
        for Coded { name, unlisted, codes, .. } in coded {
            let declared = if *unlisted == "i64" { "tinyint(1)" } else { "varchar(2)" };
            writeln!(text, "\n{name}:\n  $type: {declared}")?;
            for (code, word) in codes {
                writeln!(text, "  {code}: {}  编码{code}", word.to_lowercase())?;
            }
        }
        fs::write(dir.join(format!("push.{number}.yaml")), text)?;
    }
    Ok(())
}

/// The same endpoints as structs and enums alone, with the attributes that each is given.
///
/// # Errors
/// Never: text can be written.
pub(crate) fn structs(endpoints: u32, coded: &'static [Coded], derive: &str) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    for number in 0..endpoints {
        for (place, (record, _)) in REQUEST.iter().enumerate() {
            writeln!(text, "{derive}pub struct {record}{number} {{")?;
            members(&mut text, &fields(record, coded), number)?;
            if let Some((child, _)) = REQUEST.get(place + 1) {
                writeln!(text, "    pub rows: Vec<{child}{number}>,")?;
            }
            text += "}\n\n";
        }
        writeln!(text, "{derive}pub struct Response{number} {{")?;
        members(&mut text, &fields("Response", coded), number)?;
        text += "}\n\n";
        for Coded { name, unlisted, codes, .. } in coded {
            writeln!(text, "{derive}pub enum {name}{number} {{")?;
            if derive.contains("Default") {
                writeln!(text, "    #[default]")?;
            }
            for (_, word) in codes {
                writeln!(text, "    {word},")?;
            }
            writeln!(text, "    Other({unlisted}),\n}}\n")?;
        }
    }
    Ok(text)
}

fn members(text: &mut String, fields: &[Field], number: u32) -> Result<(), std::fmt::Error> {
    for field in fields {
        let kind = match field.coded {
            Some(coded) => format!("{}{number}", coded.name),
            None if field.is_whole() => "i64".to_owned(),
            None => "String".to_owned(),
        };
        let kind = if field.is_required { kind } else { format!("Option<{kind}>") };
        writeln!(text, "    pub {}: {kind},", field.name)?;
    }
    Ok(())
}
