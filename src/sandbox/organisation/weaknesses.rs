//! What Inspector finds besides vulnerable packages: ports that can be reached, and flaws in functions' code.

use super::inspected::Level;

/// A range of ports that can be reached from the internet.
#[derive(Debug)]
pub(crate) struct Port {
    pub(crate) begin: u16,
    pub(crate) end: u16,
    pub(crate) protocol: &'static str,
    pub(crate) level: Level,
}

/// A flaw that a detector finds in code.
#[derive(Debug)]
pub(crate) struct Detector {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) weakness: &'static str,
    pub(crate) tags: &'static [&'static str],
    pub(crate) file: &'static str,
    pub(crate) level: Level,
}

const fn port(begin: u16, end: u16, protocol: &'static str, level: Level) -> Port {
    Port { begin, end, protocol, level }
}

pub(crate) const PORTS: &[Port] = &[
    port(22, 22, "TCP", Level::Medium),
    port(3389, 3389, "TCP", Level::High),
    port(5432, 5432, "TCP", Level::High),
    port(80, 80, "TCP", Level::Low),
    port(443, 443, "TCP", Level::Informational),
    port(8000, 8999, "TCP", Level::Medium),
    port(53, 53, "UDP", Level::Low),
];

pub(crate) const DETECTORS: &[Detector] = &[
    Detector {
        id: "python/hardcoded-credentials@v1.0",
        name: "Hardcoded credentials",
        weakness: "CWE-798",
        tags: &["security", "secrets", "owasp-top10"],
        file: "handler.py",
        level: Level::Critical,
    },
    Detector {
        id: "python/sql-injection@v1.0",
        name: "SQL injection",
        weakness: "CWE-89",
        tags: &["injection", "sql", "owasp-top10"],
        file: "queries.py",
        level: Level::High,
    },
    Detector {
        id: "python/os-command-injection@v1.0",
        name: "OS command injection",
        weakness: "CWE-78",
        tags: &["injection", "subprocess"],
        file: "jobs/run.py",
        level: Level::High,
    },
    Detector {
        id: "java/weak-random-number-generation@v1.0",
        name: "Weak pseudorandom number generation",
        weakness: "CWE-330",
        tags: &["cryptography"],
        file: "src/main/java/Tokens.java",
        level: Level::Medium,
    },
    Detector {
        id: "javascript/cross-site-scripting@v1.0",
        name: "Cross-site scripting (<script> & \"on…\" attributes)",
        weakness: "CWE-79",
        tags: &["injection", "owasp-top10"],
        file: "src/render.js",
        level: Level::Medium,
    },
    Detector {
        id: "javascript/log-injection@v1.0",
        name: "Log injection",
        weakness: "CWE-117",
        tags: &["injection", "logging"],
        file: "src/log.js",
        level: Level::Low,
    },
];
