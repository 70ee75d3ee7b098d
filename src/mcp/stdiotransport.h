// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/messagereader.h"
#include "mcp/transport.h"

#include <QElapsedTimer>
#include <QHash>

namespace authscope::mcp {

class Program;
class StdioTransport;

/// One message to a program, and the line that answers it.
class StdioDelivery final : public Delivery {
    Q_OBJECT

public:
    StdioDelivery(Message message, StdioTransport *transport, QObject *parent);
    ~StdioDelivery() override;

    base::ExchangeId exchange() const override { return m_exchange; }
    int generation() const override { return 0; }
    QByteArray sessionId() const override { return {}; }
    bool wasSent() const override { return m_clock.isValid(); }
    std::chrono::milliseconds duration() const override;

    const Message &message() const { return m_message; }
    void sent(base::ExchangeId exchange);
    void answered(const RpcResponse &response);
    void failed(const base::Error &why);
    void told(const RpcMessage &message); ///< of its stream

protected:
    void run() override;
    void abort() override;

private:
    void leaveTransport();

    Message m_message;
    QPointer<StdioTransport> m_transport;
    QElapsedTimer m_clock;
    base::ExchangeId m_exchange = 0;
    bool m_isOpen = false; ///< a stream that was heard of
};

/// A program that reads JSON-RPC messages from its standard input and writes them to its standard output, one
/// a line (MCP 2025-11-25, transports, stdio). Started with the first message, ended with the session,
/// started again with the message after it died. What it writes to standard error is no error.
class StdioTransport final : public Transport {
    Q_OBJECT

public:
    StdioTransport(const SessionOptions &options, net::ExchangeLog *log, QObject *parent);
    ~StdioTransport() override;

    Delivery *deliver(const Message &message, QObject *parent) override;
    void tell(const Message &message) override;
    void leave() override { abandon(base::cancelledError()); }
    void abandon(const base::Error &why) override;
    bool hasServerStream() const override { return false; }
    bool cancelsByMessage(Era) const override { return true; }
    bool isSilenceLegacy() const override { return true; }
    QString redacted(const QString &text) const override;
    using Transport::redacted;

    static constexpr qsizetype keptStandardError = 64 * 1024;
    /// The end of what the program wrote there, redacted.
    QString standardError() const;

private:
    friend class StdioDelivery;
    void send(StdioDelivery *delivery);
    void write(StdioDelivery *delivery);
    void withdraw(StdioDelivery *delivery);
    void start();
    void startWith(const QProcessEnvironment &secrets);
    void started();
    void readLines();
    void takeLine(const QByteArray &line);
    void take(const RpcMessage &message);
    /// `text`: how it was written, or its beginning.
    void answer(const RpcResponse &response, const QByteArray &text, qsizetype size);
    void tooLong();
    void readErrors();
    void died();
    void leaveDead();
    void stop(const base::Error &why);
    void complainOf(QByteArrayView line, const QString &what);
    QString programName() const;

    QPointer<net::ExchangeLog> m_log;
    QPointer<Program> m_program;
    QPointer<base::Operation> m_starting; ///< asks for the environment
    QList<QPointer<StdioDelivery>> m_waiting; ///< for the start
    QHash<RequestId, QPointer<StdioDelivery>> m_sent;
    MessageReader m_reader;
    QByteArray m_line; ///< without an end yet
    QByteArray m_errors; ///< the newest of standard error
    QByteArray m_errorLine;
    bool m_isRunning = false;
    bool m_skips = false; ///< the rest of a line that is too long
};

} // namespace authscope::mcp
