// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <QDir>
#include <QProcess>
#include <QStringList>
#include <QTest>

namespace authscope::test {

/// What one run of authscope-cli left behind.
struct CliRun {
    int exitCode = -1; ///< -1: killed, or never ended
    QByteArray out = {};
    QByteArray err = {};
    json::Object document = {}; ///< of --json; empty when stdout is not exactly one document

    QByteArray code() const
    {
        const json::Object *error = json::objectMember(document, "error");
        return error ? json::stringMember(*error, "code").value_or(QByteArray()) : QByteArray();
    }
    /// For QVERIFY2: everything that was seen.
    struct Told {
        QByteArray text;
        explicit operator const char *() const { return text.constData(); }
    };
    Told told() const { return { "exit " + QByteArray::number(exitCode) + "\n" + out + err }; }
};

/// The program as another program sees it: its arguments, its streams, its exit status.
class Cli {
public:
    explicit Cli(QStringList everywhere) : m_everywhere(std::move(everywhere)) { }

    static QString program()
    {
        return qEnvironmentVariable("AUTHSCOPE_BIN") + QStringLiteral("/authscope-cli");
    }

    std::unique_ptr<QProcess> start(const QStringList &arguments) const
    {
        auto process = std::make_unique<QProcess>();
        process->start(program(), arguments + m_everywhere);
        return process;
    }

    /// Servers may live in this process: the event loop keeps running meanwhile.
    static CliRun finish(QProcess &process, int timeoutMs = 60000)
    {
        if (!QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, timeoutMs)) {
            process.kill();
            process.waitForFinished();
        }
        CliRun run{ .exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            .out = process.readAllStandardOutput(),
            .err = process.readAllStandardError() };
        if (auto parsed = json::parseObject(run.out, QStringLiteral("The output"), { .maxBytes = 64 << 20 }))
            run.document = std::move(*parsed);
        return run;
    }

    CliRun run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        const auto process = start(arguments);
        process->write(input);
        process->closeWriteChannel();
        return finish(*process);
    }

    /// As run(), with --json.
    CliRun json(QStringList arguments, const QByteArray &input = {}) const
    {
        return run(arguments << QStringLiteral("--json"), input);
    }

private:
    QStringList m_everywhere;
};

/// Lines of a running process, as they come; false when it ended or stayed silent.
inline bool waitForLines(QProcess &process, QByteArray &collected, int lines)
{
    return QTest::qWaitFor(
        [&] {
            collected += process.readAllStandardOutput();
            return collected.count('\n') >= lines;
        },
        20000);
}

} // namespace authscope::test
