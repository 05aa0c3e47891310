//! The command line.

fn main() -> std::process::ExitCode {
    awsposture::cli::run()
}
