// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal.h"
#include "mcp/input.h"

namespace authscope::cli {

/// sampling/createMessage, answered by hand: the person sees what is asked, writes the answer and sees it
/// once more before it goes. No language model is involved.
class SamplingQuestion : public base::ResultOperation<mcp::SamplingAnswer> {
    Q_OBJECT

public:
    SamplingQuestion(
        mcp::SamplingRequest request, mcp::InputContext context, Terminal *terminal, QObject *parent);

protected:
    void run() override;
    void abort() override { m_talk.reset(); }

private:
    void show();
    void write();
    void review();
    void refuse();

    mcp::SamplingRequest m_request;
    mcp::InputContext m_context;
    Terminal *m_terminal;
    std::unique_ptr<Conversation> m_talk;
    QStringList m_lines;
};

} // namespace authscope::cli
