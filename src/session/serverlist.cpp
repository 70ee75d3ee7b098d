// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/serverlist.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"
#include "session/connection.h"
#include "session/headerrules.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr qsizetype maxBytes = 1 << 20;
constexpr qsizetype maxServers = 500;

/// Other clients put a value in from elsewhere where this stands.
bool isPlaceholder(const QByteArray &value)
{
    return value.contains("${");
}

QByteArray placeholderFor(const QByteArray &name)
{
    QByteArray word = name.toUpper();
    std::replace_if(
        word.begin(), word.end(), [](char c) { return c == '-' || c == '.'; }, '_');
    return "${" + word + '}';
}

QString leftOut(const QStringList &names)
{
    return names.isEmpty()
        ? QString()
        : u"Without %1: its value is to be put in from elsewhere."_s.arg(names.join(u", "_s));
}

void readAddress(const json::Object &entry, const QByteArray &address, ListedServer *server)
{
    if (json::stringMember(entry, "type").value_or("http") == "sse") {
        server->problem
            = u"It is served over the HTTP+SSE transport of 2024, which this program does not speak."_s;
        return;
    }
    const auto url = base::guardUrl(address, u"The address"_s);
    if (!url) {
        server->problem = url.error().message;
        return;
    }
    server->url = url->text;
    QStringList skipped;
    if (const json::Object *headers = json::objectMember(entry, "headers")) {
        for (const auto &member : *headers) {
            const QByteArray name = json::bytes(member.key());
            const QByteArray value
                = member.value().is_string() ? json::bytes(member.value().get_string()) : QByteArray();
            if (isPlaceholder(value))
                skipped += base::cleaned(name, 60);
            else
                server->headers.append({ name, base::Secret(value) });
        }
    }
    server->remark = leftOut(skipped);
    if (const auto fine = checkHeaders(server->headers); !fine)
        server->problem = fine.error().message;
}

void readProgram(const json::Object &entry, const QByteArray &program, ListedServer *server)
{
    mcp::ServerCommand &command = server->command;
    command.program = QString::fromUtf8(program);
    command.workingDirectory = QString::fromUtf8(json::stringMember(entry, "cwd").value_or(QByteArray()));
    const auto arguments = json::stringList(entry, "args");
    if (entry.if_contains("args") && !arguments) {
        server->problem = u"“args” is not a list of texts."_s;
        return;
    }
    for (const QByteArray &argument : arguments.value_or(QList<QByteArray>()))
        command.arguments.append(QString::fromUtf8(argument));
    QStringList skipped;
    if (const json::Object *variables = json::objectMember(entry, "env")) {
        for (const auto &member : *variables) {
            const QByteArray value
                = member.value().is_string() ? json::bytes(member.value().get_string()) : QByteArray();
            const QString name = QString::fromUtf8(json::bytes(member.key()));
            if (isPlaceholder(value))
                skipped += base::cleaned(name, 60);
            else
                command.environment.insert(name, QString::fromUtf8(value));
        }
    }
    server->remark = leftOut(skipped);
}

ListedServer readEntry(const QByteArray &name, const json::Value &value)
{
    ListedServer server{ .name = base::cleaned(name, 80) };
    if (!value.is_object()) {
        server.problem = u"It is %1, expected an object."_s.arg(json::typeName(value));
        return server;
    }
    const json::Object &entry = value.get_object();
    for (const char *member : { "url", "serverUrl", "httpUrl" }) {
        if (const auto url = json::stringMember(entry, member)) {
            readAddress(entry, *url, &server);
            return server;
        }
    }
    const auto program = json::stringMember(entry, "command");
    if (program && !program->isEmpty())
        readProgram(entry, *program, &server);
    else
        server.problem = u"It names neither a “url” nor a “command”."_s;
    return server;
}

json::Object described(const Connection &connection)
{
    json::Object entry;
    const mcp::ServerCommand command = connection.command();
    if (!command.isSet()) {
        entry["type"] = "http";
        entry["url"] = json::string(connection.url());
        json::Object headers;
        for (const QByteArray &name : connection.settings().headerNames)
            headers[json::view(name)] = json::string(placeholderFor(name));
        if (!headers.empty())
            entry["headers"] = headers;
        return entry;
    }
    entry["command"] = json::string(command.program.toUtf8());
    json::Array arguments;
    for (const QString &argument : command.arguments)
        arguments.emplace_back(json::string(argument.toUtf8()));
    entry["args"] = arguments;
    if (!command.workingDirectory.isEmpty())
        entry["cwd"] = json::string(command.workingDirectory.toUtf8());
    json::Object variables;
    for (const QByteArray &name : connection.environmentNames())
        variables[json::view(name)] = json::string(placeholderFor(name));
    if (!variables.empty())
        entry["env"] = variables;
    return entry;
}

} // namespace

base::Result<QList<ListedServer>> readServerList(QByteArrayView text)
{
    const auto document = json::parseObject(text, u"The list of servers"_s, { .maxBytes = maxBytes });
    if (!document)
        return base::fail(document.error());
    const json::Object *servers = &*document;
    for (const char *member : { "mcpServers", "servers" }) {
        if (const json::Object *inner = json::objectMember(*document, member)) {
            servers = inner;
            break;
        }
    }
    if (qsizetype(servers->size()) > maxServers)
        return base::fail({ .kind = base::ErrorKind::Usage,
            .code = base::code::tooLarge,
            .message = u"The list names %1 servers; at most %2 are read at once. None was added."_s
                           .arg(servers->size())
                           .arg(maxServers) });
    QList<ListedServer> out;
    for (const auto &member : *servers)
        out.append(readEntry(json::bytes(member.key()), member.value()));
    const bool isList = std::any_of(out.begin(), out.end(), [](const ListedServer &server) {
        return server.isUsable() || !server.url.isEmpty() || server.command.isSet();
    });
    if (!isList && servers == &*document)
        return base::fail({ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = u"There is no “mcpServers” object in it, nor any server. Nothing was added."_s });
    return out;
}

QByteArray writeServerList(const QList<const Connection *> &connections)
{
    json::Object servers;
    for (const Connection *connection : connections) {
        const QByteArray name = connection->name().toUtf8();
        QByteArray unique = name;
        for (int number = 2; servers.if_contains(json::view(unique)); ++number)
            unique = name + ' ' + QByteArray::number(number);
        servers[json::view(unique)] = described(*connection);
    }
    return json::pretty(json::Object{ { "mcpServers", servers } }) + '\n';
}

} // namespace authscope::session
