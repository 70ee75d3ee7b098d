// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal.h"
#include "mcp/input.h"
#include "oauth/browserlauncher.h"

namespace authscope::cli {

/// What a server asks for, answered by the person at the terminal. Without a terminal forms get their
/// defaults, an address that has to be opened before a call is shown to whoever reads along, and everything
/// else is declined.
class TerminalInput : public QObject, public mcp::InputHandler {
    Q_OBJECT

public:
    struct Options {
        Terminal *terminal = nullptr; ///< null: nobody is there
        oauth::BrowserLauncher *browser = nullptr; ///< null: addresses are shown, not opened
        bool allowSampling = false;
        QStringList roots = {}; ///< absolute folders
    };
    TerminalInput(Output &output, Options options, QObject *parent = nullptr);

    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &elicitation, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &request, const mcp::InputContext &context, QObject *parent) override;
    base::ResultOperation<QList<mcp::Root>> *roots(
        const mcp::InputContext &context, QObject *parent) override;
    void elicitationCompleted(const QByteArray &elicitationId) override;

private:
    Output &m_output;
    Options m_options;
};

/// An answer that is known at once.
template <class T>
class Answered : public base::ResultOperation<T> {
public:
    Answered(base::Result<T> answer, QObject *parent)
        : base::ResultOperation<T>(parent), m_answer(std::move(answer))
    {
    }

protected:
    void run() override { this->finishWith(m_answer); }

private:
    base::Result<T> m_answer;
};

/// "Boards Server (https://…), for tools/call deploy": who asks, and why.
QString whoAsks(const mcp::InputContext &context);

} // namespace authscope::cli
