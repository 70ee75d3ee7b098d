// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "interop/packages.h"
#include "mcp/session.h"
#include "net/strictnetworkaccessmanager.h"
#include "support/cliprocess.h"

#include <QSignalSpy>

namespace authscope::test {

/// A program of ours or of others under Node.js, which tells its addresses in its first line and ends with
/// its input.
class Peer {
public:
    explicit Peer(const QStringList &words)
    {
        m_process.setWorkingDirectory(Packages::place().path());
        m_process.setProcessChannelMode(QProcess::SeparateChannels);
        m_process.start(Packages::node(), words);
        QByteArray line;
        if (!waitForLines(m_process, line, 1))
            qWarning("%s", m_process.readAllStandardError().constData());
        m_addresses = json::parseObject(line, QStringLiteral("The addresses")).value_or(json::Object());
    }
    ~Peer()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(5000))
            m_process.kill();
        m_process.waitForFinished();
    }

    QByteArray address(std::string_view name) const
    {
        return json::stringMember(m_addresses, name).value_or(QByteArray());
    }

private:
    QProcess m_process;
    json::Object m_addresses;
};

/// Ends at once with what a test prepared.
template <class T>
class Prepared final : public base::ResultOperation<T> {
public:
    Prepared(T value, QObject *parent) : base::ResultOperation<T>(parent), m_value(std::move(value)) { }

protected:
    void run() override { this->finishWith(std::move(m_value)); }

private:
    T m_value;
};

/// Answers whatever a server asks, and remembers what that was.
class Answering : public mcp::InputHandler {
public:
    json::Object content = {}; ///< for a form; empty: its defaults
    mcp::ElicitationAnswer::Action action = mcp::ElicitationAnswer::Action::Accept;
    QStringList asked = {};
    QStringList causes = {};

    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent) override
    {
        note(elicitation.message, context);
        mcp::ElicitationAnswer answer{ .action = action };
        if (action == mcp::ElicitationAnswer::Action::Accept)
            answer.content = content.empty()
                ? mcp::defaultContent(elicitation.schema).value_or(json::Object())
                : content;
        return new Prepared(answer, parent);
    }
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent) override
    {
        note(request.messages.value(0).text, context);
        return new Prepared(
            mcp::SamplingAnswer{ .text = QStringLiteral("Thor"), .model = QStringLiteral("Ada") }, parent);
    }
    base::ResultOperation<QList<mcp::Root>> *roots(const mcp::InputContext &context, QObject *parent) override
    {
        note(QStringLiteral("roots"), context);
        return new Prepared(
            QList<mcp::Root>{ { .uri = "file:///srv/shop", .name = QStringLiteral("shop") } }, parent);
    }
    void elicitationCompleted(const QByteArray &) override { }

private:
    void note(const QString &what, const mcp::InputContext &context)
    {
        asked << what;
        causes << context.cause;
    }
};

/// A session with a peer, and all it needs.
class Visit {
public:
    explicit Visit(mcp::SessionOptions options)
        : m_log(&m_redactor, &m_clock)
        , m_network(&m_log)
        , session(std::move(options), &m_network, nullptr, nullptr, &answering)
    {
    }

    template <class T>
    T outcome(base::ResultOperation<T> *operation)
    {
        QSignalSpy finished(operation, &base::Operation::finished);
        operation->start();
        const bool ended = QTest::qWaitFor([&finished] { return finished.count() > 0; }, 30000);
        const base::Result<T> result = operation->result();
        operation->deleteLater();
        if (ended && result)
            return *result;
        const QString why = ended ? result.error().message : QStringLiteral("it did not end");
        QTest::qFail(qPrintable(why), __FILE__, __LINE__);
        return {};
    }
    mcp::ToolResult call(const QString &tool, const json::Object &arguments = {})
    {
        return outcome<mcp::ToolResult>(session.callTool(tool, arguments, &session));
    }
    /// The text of the first block a tool answers with.
    QString say(const QString &tool, const json::Object &arguments = {})
    {
        return call(tool, arguments).content.value(0).text;
    }
    /// A number of the workshop's tool "standing".
    qint64 standing(std::string_view name)
    {
        const json::Value structured = call(QStringLiteral("standing")).structuredContent;
        return structured.is_object() ? qint64(json::numberMember(structured.as_object(), name).value_or(-1))
                                      : -1;
    }

private:
    base::SystemClock m_clock;
    base::Redactor m_redactor;
    net::ExchangeLog m_log;
    net::StrictNetworkAccessManager m_network;

public:
    Answering answering;
    mcp::Session session;
};

} // namespace authscope::test
