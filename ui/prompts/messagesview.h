// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "ui/common/widgets.h"

class QScrollArea;

namespace authscope::ui {

class EmptyState;
class ErrorPresenter;
class MarkLabel;

/// What prompts/get brought.
struct PromptData {
    std::optional<mcp::PromptResult> result = {};
    std::optional<base::Error> error = {};
    base::Time at = {};
};

/// A content block as something the preview can show.
mcp::ResourceContent blockContent(const mcp::ContentBlock &block);
/// All messages as plain text, a role before each.
QString messagesText(const QList<mcp::PromptMessage> &messages);

/// The messages in the order they would be sent, each with its role.
class MessagesView : public QFrame {
    Q_OBJECT

public:
    MessagesView();

    void setData(const PromptData &given);
    void clearData();

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    QWidget *messageCard(const mcp::PromptMessage &message, qsizetype number);

    PromptData m_data;
    base::ExchangeId m_exchange = 0;
    EmptyState *m_empty;
    QWidget *m_all;
    MarkLabel *m_mark;
    Label *m_duration;
    Label *m_count;
    QPushButton *m_traffic;
    QPushButton *m_copy;
    ErrorPresenter *m_error;
    Label *m_description;
    QVBoxLayout *m_messages;
    QScrollArea *m_area;
};

} // namespace authscope::ui
