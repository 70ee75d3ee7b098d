// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/formfield.h"
#include "cli/terminal.h"
#include "mcp/input.h"

namespace authscope::cli {

/// A form, asked field by field, shown once more before it is sent.
class FormQuestion : public base::ResultOperation<mcp::ElicitationAnswer> {
    Q_OBJECT

public:
    FormQuestion(
        mcp::Elicitation elicitation, mcp::InputContext context, Terminal *terminal, QObject *parent);

protected:
    void run() override;
    void abort() override { m_talk.reset(); }

private:
    void askNext();
    void answered(const FormField &field, const Conversation::Answer &line);
    void review();
    void conclude(mcp::ElicitationAnswer::Action action);

    mcp::Elicitation m_elicitation;
    mcp::InputContext m_context;
    Terminal *m_terminal;
    std::unique_ptr<Conversation> m_talk;
    QList<FormField> m_fields;
    qsizetype m_next = 0;
    json::Object m_content;
};

} // namespace authscope::cli
