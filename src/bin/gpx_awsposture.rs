//! The plugin process, started by Grafana.

fn main() -> std::process::ExitCode {
    awsposture::plugin::run()
}
