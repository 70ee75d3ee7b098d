// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/stdiotransport.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/program.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;

namespace {

const QString stdioRule = u"MCP 2025-11-25, transports, stdio"_s;
constexpr int linesAtOnce = 100;

std::optional<RequestId> subscriptionOf(const RpcMessage &message)
{
    const auto *notification = std::get_if<RpcNotification>(&message);
    const json::Object *meta = notification ? json::objectMember(notification->params, "_meta") : nullptr;
    const json::Value *id = meta ? meta->if_contains("io.modelcontextprotocol/subscriptionId") : nullptr;
    return id ? readId(*id) : std::nullopt;
}

} // namespace

StdioTransport::StdioTransport(const SessionOptions &options, net::ExchangeLog *log, QObject *parent)
    : Transport(options, parent), m_log(log)
{
}

StdioTransport::~StdioTransport()
{
    leave();
}

Delivery *StdioTransport::deliver(const Message &message, QObject *parent)
{
    return new StdioDelivery(message, this, parent);
}

void StdioTransport::tell(const Message &message)
{
    if (m_isRunning)
        m_program->write(message.body + '\n');
}

void StdioTransport::send(StdioDelivery *delivery)
{
    if (m_isRunning)
        return write(delivery);
    m_waiting.append(delivery);
    if (!m_starting && !m_program)
        start();
}

void StdioTransport::write(StdioDelivery *delivery)
{
    const Message &message = delivery->message();
    base::ExchangeId exchange = 0;
    if (m_log)
        exchange = m_log->begin(options().connection, message.purpose, "stdio", options().url,
            { { "Content-Type", "application/json" } }, message.body);
    if (message.awaited)
        m_sent.insert(*message.awaited, delivery);
    delivery->sent(exchange);
    m_program->write(message.body + '\n');
    if (!message.awaited) {
        if (m_log)
            m_log->end(exchange, {});
        delivery->answered({});
    }
}

void StdioTransport::withdraw(StdioDelivery *delivery)
{
    m_waiting.removeAll(delivery);
    const auto &awaited = delivery->message().awaited;
    if (!awaited || m_sent.value(*awaited) != delivery)
        return;
    m_sent.remove(*awaited);
    if (m_log)
        m_log->end(delivery->exchange(), {}, u"stopped"_s);
    if (delivery->message().isStream && m_isRunning) {
        const auto *number = std::get_if<qint64>(&*awaited);
        json::Object params;
        params["requestId"]
            = number ? json::Value(*number) : json::Value(json::string(std::get<QByteArray>(*awaited)));
        tell({ .body = writeNotification("notifications/cancelled", params) });
    }
}

void StdioTransport::start()
{
    const ServerCommand &command = options().command;
    if (!command.secretEnvironment)
        return startWith({});
    auto *load = command.secretEnvironment(this);
    m_starting = load;
    connect(load, &base::Operation::finished, this, [this, load] {
        load->deleteLater();
        m_starting.clear();
        if (load->result())
            startWith(*load->result());
        else
            stop(load->result().error());
    });
    for (const auto &delivery : std::as_const(m_waiting)) {
        if (delivery)
            Q_EMIT delivery->held(); // a keyring may ask the person
    }
    load->start();
}

void StdioTransport::startWith(const QProcessEnvironment &secrets)
{
    const ServerCommand &command = options().command;
    QProcessEnvironment environment = command.environment;
    environment.insert(secrets);
    const auto file = Program::find(command, environment);
    if (!file)
        return stop(file.error());
    m_program = new Program(this);
    m_program->setProgram(*file);
    m_program->setArguments(command.arguments);
    m_program->setProcessEnvironment(environment);
    if (!command.workingDirectory.isEmpty())
        m_program->setWorkingDirectory(command.workingDirectory);
    connect(m_program, &QProcess::started, this, &StdioTransport::started);
    connect(m_program, &QProcess::readyReadStandardOutput, this, &StdioTransport::readLines);
    connect(m_program, &QProcess::readyReadStandardError, this, &StdioTransport::readErrors);
    connect(m_program, &QProcess::finished, this, &StdioTransport::died);
    connect(m_program, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return; // finished() tells the rest
        const QString why = m_program->errorString();
        m_program->deleteLater();
        m_program.clear();
        stop({ .kind = ErrorKind::Usage,
            .code = base::code::programNotStarted,
            .message = u"The program “%1” could not be started: %2. Nothing was sent."_s.arg(
                programName(), base::cleaned(why)),
            .nextStep = u"Install it, or give its whole path and the folder to start it in."_s });
    });
    m_line.clear();
    m_errors.clear();
    m_errorLine.clear();
    m_skips = false;
    m_program->start();
}

void StdioTransport::started()
{
    m_isRunning = true;
    for (const auto &delivery : std::exchange(m_waiting, {})) {
        if (!delivery)
            continue;
        Q_EMIT delivery->released();
        if (delivery && m_isRunning)
            write(delivery);
    }
}

void StdioTransport::abandon(const Error &why)
{
    m_isRunning = false;
    m_reader.drop();
    if (m_starting) {
        m_starting->disconnect(this);
        m_starting->cancel();
        m_starting->deleteLater();
        m_starting.clear();
    }
    if (m_program) {
        Program *program = m_program;
        m_program.clear();
        program->disconnect(this);
        program->end();
    }
    forget();
    stop(why);
}

void StdioTransport::readLines()
{
    const QPointer<StdioTransport> self(this);
    const QByteArray bytes = m_program->readAllStandardOutput();
    qsizetype from = 0;
    while (self && m_program && from < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', from);
        const QByteArrayView part = QByteArrayView(bytes).sliced(from, (end < 0 ? bytes.size() : end) - from);
        from = end < 0 ? bytes.size() : end + 1;
        if (!m_skips)
            m_line += part;
        if (m_line.size() > options().limits.maxMessageBytes) {
            m_line = {};
            m_skips = true;
            tooLong();
        }
        if (end < 0 || !self)
            return;
        if (!std::exchange(m_skips, false))
            takeLine(std::exchange(m_line, {}));
    }
}

void StdioTransport::takeLine(const QByteArray &line)
{
    if (QByteArrayView(line).trimmed().isEmpty()) // a program for Windows ends its lines with CR LF
        return;
    const MessageReader::Rules rules{ .mayBatch = allowsBatches(),
        .maxBytes = options().limits.maxMessageBytes,
        .maxDepth = options().limits.maxNesting };
    const QByteArray start = line.left(net::ExchangeLog::maxRead);
    m_reader.read(line, rules, [this, start, size = line.size()](const MessageReader::Messages &messages) {
        if (!messages)
            return complainOf(start, messages.error().message);
        const QPointer<StdioTransport> self(this);
        const bool isAlone = messages->size() == 1;
        for (const RpcMessage &message : *messages) {
            if (const auto *response = std::get_if<RpcResponse>(&message); response && isAlone)
                answer(*response, start, size);
            else
                take(message);
            if (!self)
                return;
        }
    });
}

void StdioTransport::take(const RpcMessage &message)
{
    if (const auto *response = std::get_if<RpcResponse>(&message)) {
        const QByteArray text = response->error ? writeError(response->id.value_or(0), *response->error)
                                                : writeResult(response->id.value_or(0), response->result);
        return answer(*response, text, text.size());
    }
    if (const auto id = subscriptionOf(message)) {
        if (const auto delivery = m_sent.value(*id); delivery && delivery->message().isStream)
            return delivery->told(message);
    }
    Q_EMIT received(message);
}

void StdioTransport::answer(const RpcResponse &response, const QByteArray &text, qsizetype size)
{
    const auto delivery = response.id ? m_sent.take(*response.id) : nullptr;
    if (!delivery) // late, or for nobody
        return;
    if (m_log)
        m_log->end(delivery->exchange(), text, {}, size);
    delivery->answered(response);
}

/// Which request the line was for is in the line, so nobody can go on waiting for an answer.
void StdioTransport::tooLong()
{
    const Error error{ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpBound,
        .message = u"The program “%1” wrote a line of more than %2 bytes, which is the bound for one message "
                   "(maxMessageBytes). It was not read, and whether it was the answer cannot be told."_s
                       .arg(programName())
                       .arg(options().limits.maxMessageBytes),
        .nextStep = u"Raise the largest message in the connection's settings."_s,
        .rule = stdioRule };
    Q_EMIT complained(error);
    for (const auto &delivery : std::exchange(m_sent, {})) {
        if (delivery)
            delivery->failed(error);
    }
}

void StdioTransport::complainOf(QByteArrayView line, const QString &what)
{
    Q_EMIT complained(redacted(Error{ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message
        = u"The program “%1” wrote a line to its standard output that is no message, and it was ignored. %2"_s
              .arg(programName(), what),
        .rule = stdioRule,
        .serverSays = base::cleaned(line) }));
}

void StdioTransport::readErrors()
{
    const QByteArray bytes = m_program->readAllStandardError();
    m_errors = (m_errors + bytes).right(keptStandardError);
    QList<QByteArray> lines = (m_errorLine + bytes).split('\n');
    m_errorLine = lines.takeLast().right(keptStandardError);
    if (lines.size() > linesAtOnce) // nobody reads more; the newest say what happened last
        lines = lines.last(linesAtOnce);
    const QPointer<StdioTransport> self(this);
    for (const QByteArray &line : std::as_const(lines)) {
        if (!line.trimmed().isEmpty())
            Q_EMIT wrote(QString::fromUtf8(line));
        if (!self)
            return;
    }
}

QString StdioTransport::standardError() const
{
    return redacted(QString::fromUtf8(m_errors));
}

void StdioTransport::died()
{
    const QPointer<StdioTransport> self(this);
    readErrors();
    if (self && m_program)
        readLines(); // what it said before is still worth hearing
    if (self && m_program)
        m_reader.whenTaken([this] { leaveDead(); });
}

void StdioTransport::leaveDead()
{
    const QPointer<StdioTransport> self(this);
    Error error{ .kind = ErrorKind::Network, .code = base::code::programEnded };
    const bool wasKilled = m_program->exitStatus() == QProcess::CrashExit;
    error.message = (wasKilled ? u"The program “%1” was ended by signal %2."_s
                               : u"The program “%1” ended with exit code %2."_s)
                        .arg(programName())
                        .arg(m_program->exitCode());
    error.serverSays = base::cleaned(standardError().trimmed().right(200));
    error.nextStep = u"The next request starts it again."_s;
    m_isRunning = false;
    m_program->deleteLater();
    m_program.clear();
    forget();
    Q_EMIT broken(error);
    if (self)
        stop(error);
}

void StdioTransport::stop(const Error &why)
{
    // Each may delete others, or this.
    QList<QPointer<StdioDelivery>> all = std::exchange(m_waiting, {});
    all += std::exchange(m_sent, {}).values();
    for (const auto &delivery : std::as_const(all)) {
        if (delivery)
            delivery->failed(why);
    }
}

QString StdioTransport::programName() const
{
    return base::cleaned(QFileInfo(options().command.program).fileName(), 60);
}

QString StdioTransport::redacted(const QString &text) const
{
    return m_log ? m_log->redactor()->redactText(text) : QString();
}

StdioDelivery::StdioDelivery(Message message, StdioTransport *transport, QObject *parent)
    : Delivery(parent), m_message(std::move(message)), m_transport(transport)
{
}

StdioDelivery::~StdioDelivery()
{
    leaveTransport();
}

std::chrono::milliseconds StdioDelivery::duration() const
{
    return std::chrono::milliseconds(m_clock.isValid() ? m_clock.elapsed() : 0);
}

void StdioDelivery::run()
{
    if (!m_transport)
        return finishWith(base::cancelledError());
    if (m_message.body.isEmpty()) // a stream of the server's own, which a program does not have
        return finishWith(std::optional<RpcResponse>());
    if (m_message.within.count() > 0)
        QTimer::singleShot(m_message.within, this, [this] {
            leaveTransport();
            failed({ .kind = ErrorKind::Network,
                .code = base::code::timedOut,
                .message = u"The program did not answer %1 in time."_s.arg(m_message.purpose) });
        });
    m_transport->send(this);
}

void StdioDelivery::abort()
{
    leaveTransport();
}

void StdioDelivery::leaveTransport()
{
    if (m_transport)
        m_transport->withdraw(this);
    m_transport.clear();
}

void StdioDelivery::sent(base::ExchangeId exchange)
{
    m_exchange = exchange;
    m_clock.start();
}

void StdioDelivery::answered(const RpcResponse &response)
{
    finishWith(m_message.awaited ? std::optional(response) : std::nullopt);
}

void StdioDelivery::failed(const Error &why)
{
    Error error = why;
    error.exchange = m_exchange;
    if (m_transport && m_transport->m_log)
        m_transport->m_log->end(m_exchange, {}, base::oneLine(why));
    finishWith(error);
}

void StdioDelivery::told(const RpcMessage &message)
{
    if (!std::exchange(m_isOpen, true)) {
        const QPointer<StdioDelivery> self(this);
        Q_EMIT opened();
        if (!self)
            return;
    }
    Q_EMIT received(message);
}

} // namespace authscope::mcp
