// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/datadir.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "net/curl.h"
#include "net/har.h"
#include "session/exchangerecords.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct TrafficOptions {
    std::string connection = {};
    std::string harFile = {};
    std::string filter = {};
    int newest = 100;
    qint64 number = 0; ///< of one exchange; 0: all
    qint64 curl = 0;
    std::string shell = "sh";
};

json::Array headersJson(const net::Headers &headers)
{
    json::Array out;
    for (const net::Header &field : headers.all())
        out.push_back(json::Array{ jsonText(field.name), jsonText(field.value) });
    return out;
}

json::Object describe(const net::Exchange &exchange, bool isWhole)
{
    json::Object out{ { "id", exchange.id }, { "at", jsonTime(exchange.started) },
        { "purpose", json::string(exchange.purpose) }, { "method", jsonText(exchange.method) },
        { "url", jsonText(exchange.url) }, { "status", exchange.status },
        { "response_size", exchange.responseSize },
        { "duration_ms", qint64(exchange.duration.value_or(std::chrono::milliseconds(0)).count()) },
        { "failure", json::string(exchange.failure) }, { "proxy", json::string(exchange.proxy) } };
    if (!isWhole)
        return out;
    json::Array events;
    for (const net::LoggedEvent &event : exchange.events)
        events.push_back(json::Object{ { "at", jsonTime(event.at) }, { "text", jsonText(event.text) } });
    out["request"] = json::Object{ { "headers", headersJson(exchange.requestHeaders) },
        { "body", jsonText(exchange.requestBody) } };
    out["response"] = json::Object{ { "headers", headersJson(exchange.responseHeaders) },
        { "body", jsonText(exchange.responseBody) }, { "events", events } };
    return out;
}

/// What the store kept of a connection's exchanges. Secrets are marks in there, and their values were never
/// written, so there is no full export here.
class Traffic : public Command {
public:
    Traffic(const Globals &globals, Output &output, TrafficOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open())
            return;
        session::Connection *connection = find(m_options.connection);
        if (!connection)
            return;
        const qint64 wanted = m_options.number ? m_options.number : m_options.curl;
        const auto records = workspace().store()->exchanges(connection->id(), wanted ? everything : limit());
        if (!records)
            return fail(records.error());
        QList<net::Exchange> exchanges;
        for (auto record = records->crbegin(); record != records->crend(); ++record) {
            if (wanted ? record->id == wanted : matches(*record))
                exchanges.append(session::fromRecord(*record));
        }
        if (wanted && exchanges.isEmpty())
            return fail({ .kind = base::ErrorKind::Usage,
                .code = base::code::usage,
                .message
                = u"There is no exchange %1 of this connection; the newest 5,000 are kept."_s.arg(wanted),
                .nextStep = u"“authscope-cli traffic %1” lists them with their numbers."_s.arg(
                    shown(QString::fromStdString(m_options.connection))) });
        if (!wanted && !m_options.filter.empty() && exchanges.size() > m_options.newest)
            exchanges = exchanges.last(m_options.newest);
        if (!m_options.harFile.empty())
            return writeArchive(*connection, exchanges);
        if (m_options.curl)
            return showCurl(exchanges.first());
        show(*connection, exchanges);
    }

private:
    static constexpr int everything = 5000; ///< as many as the store keeps

    int limit() const { return m_options.filter.empty() ? m_options.newest : everything; }

    bool matches(const store::ExchangeRecord &record) const
    {
        if (m_options.filter.empty())
            return true;
        const QString text = u"%1 %2 %3 %4"_s.arg(record.purpose, QString::fromLatin1(record.method),
            QString::fromUtf8(record.url), QString::number(record.status));
        return text.contains(QString::fromStdString(m_options.filter), Qt::CaseInsensitive);
    }

    void writeArchive(const session::Connection &connection, const QList<net::Exchange> &exchanges)
    {
        const QString path = QString::fromStdString(m_options.harFile);
        if (const auto done = base::writePrivateFile(path, net::writeHar(exchanges)); !done)
            return fail(done.error());
        out().line(u"%1 exchanges are in “%2”, secrets replaced by marks."_s.arg(
            QString::number(exchanges.size()), shown(path)));
        succeed({ { "connection", toJson(connection) }, { "har", json::string(path) },
            { "exchanges", exchanges.size() } });
    }

    void showCurl(const net::Exchange &exchange)
    {
        const QString command = net::curlCommand(
            exchange, m_options.shell == "powershell" ? net::Shell::PowerShell : net::Shell::Posix);
        out().line(command);
        succeed({ { "curl", json::string(command) } });
    }

    void show(const session::Connection &connection, const QList<net::Exchange> &exchanges)
    {
        json::Array list;
        for (const net::Exchange &exchange : exchanges) {
            list.push_back(describe(exchange, m_options.number != 0));
            out().line(u"%1 %2"_s.arg(
                base::toDateTime(exchange.started).toString(Qt::ISODateWithMs), exchangeLine(exchange)));
        }
        if (m_options.number != 0)
            showWhole(exchanges.first());
        else if (exchanges.isEmpty())
            out().line(u"Nothing is kept of this connection."_s);
        succeed({ { "connection", toJson(connection) }, { "exchanges", list } });
    }

    void showWhole(const net::Exchange &exchange)
    {
        const auto side = [this](const net::Headers &headers, const QByteArray &body) {
            for (const net::Header &field : headers.all())
                out().line(shown(field.name) + u": "_s + shown(field.value));
            out().line();
            if (!body.isEmpty())
                out().line(QString::fromUtf8(body));
            out().line();
        };
        side(exchange.requestHeaders, exchange.requestBody);
        side(exchange.responseHeaders, exchange.responseBody);
        for (const net::LoggedEvent &event : exchange.events)
            out().line(u"— %1\n%2"_s.arg(
                base::toDateTime(event.at).toString(Qt::ISODateWithMs), QString::fromUtf8(event.text)));
    }

    TrafficOptions m_options;
};

} // namespace

void addTraffic(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<TrafficOptions>();
    CLI::App *command = app.add_subcommand(
        "traffic", "The HTTP exchanges of a connection, also of earlier runs, without secrets");
    addGlobals(*command, line.globals);
    command->add_option("N", options->connection, "Number, name or address of a connection")->required();
    auto *har = command->add_option("--har", options->harFile, "Write them as an HTTP archive (HAR 1.2)");
    auto *number
        = command->add_option("--id", options->number, "One of them, with headers and bodies")->excludes(har);
    command
        ->add_option("--curl", options->curl,
            "The request of one of them as a command for curl; secrets are variables")
        ->excludes(har)
        ->excludes(number);
    command->add_option("--shell", options->shell, "For --curl: sh or powershell")
        ->check(CLI::IsMember({ "sh", "powershell" }));
    command->add_option(
        "--filter", options->filter, "Only those whose purpose, method, URL or status says so");
    command->add_option("--newest", options->newest, "At most so many; 100 unless told")
        ->check(CLI::Range(1, 5000));
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Traffic>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
