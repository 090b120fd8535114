//! What this program does as a process of its own, so that its CPU time and its memory can be told from all else: `step
//! generate SPEC OUT`, `step load SPEC`, `step untyped SPEC`.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use granit_parser::{Event, Parser};
use signwright_codegen::{Arena, Generator, load};

/// Does one of them.
pub(crate) fn step(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["generate", spec, out] => {
            let made = Generator::new(spec).out_dir(out).generate()?;
            println!("{} files", made.changes.created.len() + made.changes.changed.len());
        }
        ["load", spec] => {
            let arena = Arena::new();
            load(&arena, Path::new(spec)).specs.ok_or("the specs have mistakes")?;
        }
        ["untyped", spec] => println!("{} nodes", untyped(Path::new(spec))?),
        _ => return Err("step generate SPEC OUT, step load SPEC, step untyped SPEC".into()),
    }
    Ok(())
}

/// A tree of YAML that says nothing of what it means.
enum Untyped {
    Scalar(String),
    Nested(Vec<Untyped>),
}

impl Untyped {
    fn size(&self) -> usize {
        match self {
            Self::Scalar(text) => usize::from(!text.is_empty()),
            Self::Nested(children) => 1 + children.iter().map(Self::size).sum::<usize>(),
        }
    }
}

/// Reads all files below a folder into such trees; gives how many nodes they have.
fn untyped(dir: &Path) -> Result<usize, Box<dyn Error>> {
    let mut total = 0;
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        total += if path.is_dir() { untyped(&path)? } else { black_box(tree(&fs::read_to_string(&path)?)?).size() };
    }
    Ok(total)
}

fn tree(text: &str) -> Result<Untyped, Box<dyn Error>> {
    let mut open = vec![Vec::new()];
    for event in Parser::new_from_str(text) {
        let (event, _) = event?;
        let finished = match event {
            Event::Scalar(value, ..) => Untyped::Scalar(value.into_owned()),
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                open.push(Vec::new());
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => Untyped::Nested(open.pop().unwrap_or_default()),
            _ => continue,
        };
        if let Some(parent) = open.last_mut() {
            parent.push(finished);
        }
    }
    Ok(Untyped::Nested(open.pop().unwrap_or_default()))
}
