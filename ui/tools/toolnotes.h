// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tools/toolmodel.h"

namespace authscope::ui {

class Banner;

/// What a person should know before they call a tool: that it changed, that its words try something, that it
/// looks like another one, that what it asks for stands there twice.
class ToolNotes : public QWidget {
    Q_OBJECT

public:
    ToolNotes();

    void setTool(const mcp::Tool &tool, const ToolKnowledge &knowledge);

Q_SIGNALS:
    void changesRequested();

private:
    QFrame *m_changed;
    Banner *m_cautions;
    Banner *m_others;
};

/// The cautions as one sentence after the other, named as guesses. Empty: there are none.
QString cautionWords(const QList<session::ToolCaution> &cautions);

} // namespace authscope::ui
