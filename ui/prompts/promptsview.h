// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/entrylist.h"
#include "ui/common/featureframe.h"
#include "ui/prompts/messagesview.h"
#include "ui/prompts/promptpanel.h"

namespace authscope::ui {

/// The prompts of a server: list, arguments, messages.
class PromptsView : public QWidget {
    Q_OBJECT

public:
    PromptsView();

    /// In place: what is chosen and typed stays while it is still in the list.
    void setPrompts(const QList<mcp::Prompt> &prompts);
    void setState(FeatureFrame::State state, const std::optional<base::Error> &error = {});
    void choose(const QString &name) { m_list->choose(name); }

    FeatureFrame *frame() const { return m_frame; }
    PromptPanel *panel() const { return m_panel; }
    MessagesView *messages() const { return m_messages; }

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

Q_SIGNALS:
    void loadRequested();
    void shownChanged();
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showPrompt(const QString &name);

    QList<mcp::Prompt> m_prompts;
    EntryList *m_list;
    PromptPanel *m_panel;
    MessagesView *m_messages;
    QSplitter *m_right;
    FeatureFrame *m_frame;
};

} // namespace authscope::ui
