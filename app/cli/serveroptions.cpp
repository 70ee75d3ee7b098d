// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/serveroptions.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/globals.h"
#include "session/limitsettings.h"

#include <CLI/CLI.hpp>

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

constexpr qint64 maxHeaderFile = 64 << 10;

base::Failure usageError(const QString &message)
{
    return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = message + u" Nothing was sent."_s,
        .nextStep = u"Write --header \"Name: value\", or one such line for each field in a file."_s });
}

/// The line itself is not quoted in errors: it may be the secret without its name.
base::Result<void> addField(HeaderList &fields, const QByteArray &line, const QString &where)
{
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0)
        return usageError(u"%1 is no “Name: value”."_s.arg(where));
    fields.append({ line.left(colon).trimmed(), base::Secret(line.mid(colon + 1).trimmed()) });
    return {};
}

base::Result<void> addLines(HeaderList &fields, const QByteArray &text, const QString &what)
{
    int number = 0;
    for (const QByteArray &line : text.split('\n')) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        if (auto added = addField(fields, line, u"Line %1 of %2"_s.arg(number).arg(what)); !added)
            return added;
    }
    return {};
}

} // namespace

void addHeaderOptions(CLI::App &command, ServerOptions &options)
{
    command
        .add_option("--header", options.headers,
            "\"Name: value\", sent with every request to the server. Other programs may see your arguments: "
            "put secrets into a file or a variable")
        ->expected(1)
        ->take_all();
    command.add_option("--header-file", options.headerFiles, "A file with one \"Name: value\" on each line")
        ->expected(1)
        ->take_all();
    command
        .add_option("--header-env", options.headerVariables,
            "An environment variable with one \"Name: value\" on each line")
        ->expected(1)
        ->take_all();
    command
        .add_option("--era", options.era,
            "auto: find out how the server talks; legacy: 2025-11-25 and older; modern: 2026-07-28")
        ->check(CLI::IsMember({ "auto", "legacy", "modern" }));
    command
        .add_option("--limit", options.limits,
            "A bound against a server that never stops, as NAME=VALUE: "
                + session::limitNames().join(", ").toStdString())
        ->expected(1)
        ->take_all();
}

void addServerOptions(CLI::App &command, CommandLine &line, ServerOptions &options)
{
    options.words = line.serverWords;
    command.parse_complete_callback([&line] { line.tookServerWords = true; });
    if (options.words.empty())
        command
            .add_option("N|URL", options.target,
                "A connection, or the address of an MCP server. A server that is a program stands at the end "
                "instead: -- PROGRAM [ARGUMENT …]")
            ->required();
    addHeaderOptions(command, options);
    command
        .add_option("--ping", options.pingEvery,
            "A legacy server that is listened to and said nothing for this many seconds is asked whether it "
            "is "
            "still there; 0: never")
        ->check(CLI::Range(0, 24 * 60 * 60));
    command.add_flag("--allow-sampling", options.allowSampling,
        "On a terminal: let the server ask you for the answer of a language model");
    command
        .add_option("--root", options.roots, "A folder the server is told it may work in; repeat for more")
        ->expected(1)
        ->take_all();
    addNetworkOptions(command, options.network);
    addBrowserOptions(command, options.browser);
}

void checkServerOptions(const ServerOptions &options)
{
    checkBrowserOptions(options.browser);
    if (options.words.empty())
        return;
    if (!options.headers.empty() || !options.headerFiles.empty() || !options.headerVariables.empty())
        throw CLI::ValidationError("--header", "means nothing to a program after --");
    if (!options.network.isEmpty())
        throw CLI::ValidationError("--ca", "means nothing to a program after --");
    if (options.browser.isChosen())
        throw CLI::ValidationError("--browser", "a program after -- asks for no sign-in");
}

mcp::EraChoice eraChoice(const std::string &word)
{
    if (word == "legacy")
        return mcp::EraChoice::Legacy;
    return word == "modern" ? mcp::EraChoice::Modern : mcp::EraChoice::Automatic;
}

base::Result<HeaderList> readHeaders(const ServerOptions &options)
{
    HeaderList fields;
    for (const std::string &line : options.headers)
        if (auto added = addField(fields, QByteArray::fromStdString(line), u"What --header gives"_s); !added)
            return base::fail(added.error());
    for (const std::string &name : options.headerFiles) {
        QFile file(QString::fromStdString(name));
        const QString shownName = base::cleaned(file.fileName());
        if (!file.open(QIODevice::ReadOnly))
            return usageError(u"“%1” cannot be read: %2."_s.arg(shownName, file.errorString()));
        const QByteArray text = file.read(maxHeaderFile + 1);
        if (text.size() > maxHeaderFile)
            return usageError(u"“%1” is larger than %2 bytes."_s.arg(shownName).arg(maxHeaderFile));
        if (auto added = addLines(fields, text, u"“%1”"_s.arg(shownName)); !added)
            return base::fail(added.error());
    }
    for (const std::string &name : options.headerVariables) {
        const QString shownName = base::cleaned(QString::fromStdString(name));
        if (!qEnvironmentVariableIsSet(name.c_str()))
            return usageError(u"There is no environment variable “%1”."_s.arg(shownName));
        if (auto added = addLines(fields, qgetenv(name.c_str()), u"the variable “%1”"_s.arg(shownName));
            !added)
            return base::fail(added.error());
    }
    return fields;
}

base::Result<mcp::Limits> readLimitOptions(const ServerOptions &options, mcp::Limits limits)
{
    for (const std::string &typed : options.limits) {
        const QByteArray text = QByteArray::fromStdString(typed);
        const qsizetype equals = text.indexOf('=');
        bool isNumber = false;
        const qint64 value = text.mid(equals + 1).toLongLong(&isNumber);
        if (equals <= 0 || !isNumber)
            return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
                .code = base::code::usage,
                .message
                = u"What --limit gives is no NAME=VALUE: “%1”. Nothing was sent."_s.arg(base::cleaned(text)),
                .nextStep = u"Write --limit max_pages=50, for example."_s });
        if (auto set = session::setLimit(limits, text.left(equals), value); !set)
            return base::fail(set.error());
    }
    return limits;
}

base::Result<QStringList> readRoots(const ServerOptions &options)
{
    QStringList folders;
    for (const std::string &typed : options.roots) {
        // Canonical: what a link hides is not told under its name.
        const QString name = QString::fromStdString(typed);
        const QString folder = QFileInfo(name).canonicalFilePath();
        if (folder.isEmpty() || !QFileInfo(folder).isDir() || !QFileInfo(folder).isReadable())
            return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
                .code = base::code::usage,
                .message
                = u"--root “%1” is no folder you can read. Nothing was sent."_s.arg(base::cleaned(name)) });
        folders << folder;
    }
    return folders;
}

} // namespace authscope::cli
