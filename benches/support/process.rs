//! What Linux says of a process.

/// Memory of a process in MiB as Linux counts it: `VmRSS` is resident now, `VmHWM` at most so far.
pub fn memory_mib(process: u32, kind: &str) -> Option<f64> {
    status_of(process, kind).map(|kib| kib / 1024.0)
}

/// A number that Linux says of a process under a name, such as `Threads`.
pub fn status_of(process: u32, name: &str) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.split(':').next() == Some(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
