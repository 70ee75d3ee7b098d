// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal.h"
#include "mcp/input.h"
#include "oauth/browserlauncher.h"

namespace authscope::cli {

/// A page the server wants to be opened: shown whole, its host apart, opened only after a yes and never
/// fetched by us (MCP 2026-07-28, elicitation, URL mode).
class UrlQuestion : public base::ResultOperation<mcp::ElicitationAnswer> {
    Q_OBJECT

public:
    /// `browser` may be null: the person opens the address.
    UrlQuestion(mcp::Elicitation elicitation, mcp::InputContext context, Terminal *terminal,
        oauth::BrowserLauncher *browser, QObject *parent);

protected:
    void run() override;
    void abort() override { m_talk.reset(); }

private:
    void ask();
    void open();
    void conclude(mcp::ElicitationAnswer::Action action);

    mcp::Elicitation m_elicitation;
    mcp::InputContext m_context;
    Terminal *m_terminal;
    oauth::BrowserLauncher *m_browser;
    std::unique_ptr<Conversation> m_talk;
};

} // namespace authscope::cli
