//! `benches/gates.txt`: a gate a line, with its figure, its tolerance, the compiler it was counted with where that
//! matters, and the reason why it is what it is.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use crate::places::root;

/// A figure that may not grow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Gate {
    pub(super) name: String,
    pub(super) figure: u64,
    /// By how much it may be exceeded, in per cent.
    tolerance: f64,
    /// The compiler by which the figure was made; empty where none makes a difference.
    compiler: String,
    reason: String,
}

/// What a figure is beside the accepted one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Held,
    /// So much less that it should be accepted, or it may grow again unseen.
    Less,
    Exceeded,
    /// Counted with another compiler, which no figure can be held to.
    NotComparable,
}

impl Verdict {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Less => "less: accept it, so that it stays so",
            Self::Exceeded => "EXCEEDED",
            Self::NotComparable => "not held: accepted with another compiler",
        }
    }
}

impl Gate {
    fn parse(line: &str) -> Option<Self> {
        let [name, figure, tolerance, compiler, reason] =
            line.split('|').map(str::trim).collect::<Vec<_>>().try_into().ok()?;
        let tolerance = tolerance.strip_suffix('%')?.trim().parse().ok()?;
        let [name, compiler, reason] = [name, compiler, reason].map(str::to_owned);
        Some(Self { name, figure: figure.parse().ok()?, tolerance, compiler, reason })
    }

    fn print(&self) -> String {
        let Self { name, figure, tolerance, compiler, reason } = self;
        format!("{name:<30} | {figure:>10} | {tolerance} % | {compiler} | {reason}\n")
    }

    /// By how much a figure differs from the accepted one, in per cent.
    #[expect(clippy::cast_precision_loss, reason = "a hundredth of a per cent is enough")]
    pub(super) fn change(&self, figure: u64) -> f64 {
        (figure as f64 / (self.figure.max(1)) as f64 - 1.0) * 100.0
    }

    pub(super) fn judge(&self, figure: u64, compiler: &str) -> Verdict {
        #[expect(clippy::cast_precision_loss, reason = "no figure is so large")]
        let (figure, accepted) = (figure as f64, self.figure as f64);
        match () {
            () if !self.compiler.is_empty() && self.compiler != compiler => Verdict::NotComparable,
            () if figure > accepted * (100.0 + self.tolerance) / 100.0 => Verdict::Exceeded,
            () if figure < accepted * (100.0 - self.tolerance) / 100.0 => Verdict::Less,
            () => Verdict::Held,
        }
    }

    pub(super) fn accept(&mut self, figure: u64, compiler: &str, reason: &str) {
        self.figure = figure;
        if !self.compiler.is_empty() {
            compiler.clone_into(&mut self.compiler);
        }
        // A line is a gate, and a stroke divides it.
        reason.replace(['|', '\n', '\r'], " ").trim().clone_into(&mut self.reason);
    }
}

fn path() -> PathBuf {
    root().join("benches/gates.txt")
}

/// All gates.
///
/// # Errors
/// If a line is none.
pub(super) fn read() -> Result<Vec<Gate>, Box<dyn Error>> {
    let text = fs::read_to_string(path())?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let gate = |(number, line)| {
        Gate::parse(line)
            .ok_or_else(|| format!("benches/gates.txt:{number}: not `name | figure | tolerance % | compiler | reason`"))
    };
    Ok(lines.map(gate).collect::<Result<_, String>>()?)
}

/// Writes all gates behind the comments that the file begins with.
///
/// # Errors
/// If it cannot be written.
pub(super) fn write(gates: &[Gate]) -> std::io::Result<()> {
    let text = fs::read_to_string(path())?;
    let head = text.split_inclusive('\n').take_while(|line| line.starts_with('#')).collect::<String>();
    fs::write(path(), head + &gates.iter().map(Gate::print).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate::parse("instructions push-50 | 1000 | 1 % | rustc 1.95.0 | 订单：第一次").expect("a gate")
    }

    #[test]
    fn a_figure_is_judged_by_its_tolerance_in_both_directions() {
        let judge = |figure| gate().judge(figure, "rustc 1.95.0");
        let verdicts = [989, 990, 1010, 1011].map(judge);
        assert_eq!(verdicts, [Verdict::Less, Verdict::Held, Verdict::Held, Verdict::Exceeded]);
    }

    #[test]
    fn a_figure_of_another_compiler_is_not_held() {
        assert_eq!(gate().judge(5000, "rustc 1.96.0"), Verdict::NotComparable);
        let mut any = gate();
        any.compiler.clear();
        assert_eq!(any.judge(5000, "rustc 1.96.0"), Verdict::Exceeded);
    }

    #[test]
    fn an_accepted_figure_is_read_again_whatever_its_reason_says() {
        let mut gate = gate();
        gate.accept(1200, "rustc 1.96.0", "一行 | 两行\n三行");
        assert_eq!(gate.judge(1200, "rustc 1.96.0"), Verdict::Held);
        assert_eq!(Gate::parse(gate.print().trim_end()), Some(gate));
    }

    #[test]
    fn a_line_that_lacks_a_part_is_no_gate() {
        for line in ["", "instructions push-50 | 1000 | 1 %", "a | many | 1 % | | x", "a | 1 | 1 | | x"] {
            assert_eq!(Gate::parse(line), None, "{line}");
        }
    }

    #[test]
    fn the_gates_of_the_repository_are_read() {
        let gates = read().expect("gates");
        assert!(gates.iter().all(|gate| !gate.reason.is_empty()), "a reason for each: {gates:?}");
        assert_eq!(
            super::super::figures::NAMES.map(str::to_owned).to_vec(),
            gates.into_iter().map(|gate| gate.name).collect::<Vec<_>>()
        );
    }
}
