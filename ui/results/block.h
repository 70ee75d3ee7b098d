// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "ui/common/widgets.h"

#include <functional>

namespace authscope::ui {

/// One content block: a line that says what it is, and below it the thing itself.
class Block : public QWidget {
    Q_OBJECT

public:
    /// `kind`: "image · image/png · 12 kB"; empty for a plain text, which needs no words about it.
    Block(const mcp::ContentBlock &block, const QString &kind);

Q_SIGNALS:
    void linkChosen(const QByteArray &url); ///< by the person; not opened yet

protected:
    void addTool(QWidget *tool); ///< to the right in the first line
    void addBody(QWidget *body);
    void setNote(const QString &words, Tone tone = Tone::Muted); ///< below; empty hides it
    void addSave(const QByteArray &bytes, const QByteArray &uri, const QByteArray &mimeType);

private:
    QHBoxLayout *m_head;
    QVBoxLayout *m_body;
    Label *m_note;
};

/// The widget for whatever it is; what nobody knows is shown as JSON.
Block *makeBlock(const mcp::ContentBlock &block);

} // namespace authscope::ui
