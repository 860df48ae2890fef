//! A report in the form that JUnit's has, which CI systems read.

use super::super::backtrace::Backtrace;
use super::Verdict;
use std::fmt::Write;

/// The report: a suite a file, a case a scenario.
pub fn report(verdicts: &[Verdict]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for suite in verdicts.chunk_by(|a, b| a.file == b.file) {
        let file = escaped(&suite[0].file.display().to_string());
        let failures = suite.iter().filter(|verdict| verdict.failure.is_some()).count();
        let time: f64 = suite.iter().map(|verdict| verdict.time.as_secs_f64()).sum();
        let _ = writeln!(
            text,
            "  <testsuite name=\"{file}\" tests=\"{}\" failures=\"{failures}\" time=\"{time:.3}\">",
            suite.len()
        );
        for verdict in suite {
            let (name, time) = (escaped(&verdict.name), verdict.time.as_secs_f64());
            let _ = write!(text, "    <testcase classname=\"{file}\" name=\"{name}\" time=\"{time:.3}\"");
            let Some(failure) = &verdict.failure else {
                text.push_str("/>\n");
                continue;
            };
            let _ = write!(text, ">\n      <failure message=\"{}\">", escaped(&failure.reason));
            for (mark, side) in [("-", &failure.expected), ("+", &failure.found)] {
                for line in side.iter().flat_map(|side| side.lines()) {
                    let _ = writeln!(text, "{mark} {}", escaped(line));
                }
            }
            for line in failure.backtrace.as_deref().map(Backtrace::lines).into_iter().flatten() {
                let _ = writeln!(text, "{}", escaped(&line));
            }
            text.push_str("</failure>\n    </testcase>\n");
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

/// A text in XML; what XML does not have is replaced.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::site::{Failure, GasUsed};
    use super::*;
    use std::time::Duration;

    #[test]
    fn it_is_xml_whatever_names_are() {
        let verdict = |failure| Verdict {
            file: "a&b.toml".into(),
            name: "<\"x\">\u{1b}".into(),
            time: Duration::from_millis(1500),
            failure,
            gas: GasUsed::new(),
        };
        let failure = Failure {
            expected: Some("1".into()),
            found: Some("<2>".into()),
            ..Failure::from("no\nmore".to_owned())
        };
        let text = report(&[verdict(None), verdict(Some(failure))]);
        assert!(
            text.contains("<testsuite name=\"a&amp;b.toml\" tests=\"2\" failures=\"1\" time=\"3.000\">"),
            "{text}"
        );
        assert!(text.contains("name=\"&lt;&quot;x&quot;&gt;\u{fffd}\" time=\"1.500\"/>"), "{text}");
        assert!(text.contains("<failure message=\"no&#10;more\">- 1\n+ &lt;2&gt;\n</failure>"), "{text}");
    }
}
