// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/results/block.h"

class QStackedWidget;

namespace authscope::ui {

class FittingText;
class TextView;

/// Words: plain, or Markdown where they look like it or say so; folded when there are many; the beginning of
/// a very long one, and all of it on demand.
class TextBlock final : public Block {
    Q_OBJECT

public:
    static constexpr qsizetype shownAtFirst = 24 * 1024; ///< characters: what lays out at once
    static constexpr int foldedRows = 16;

    explicit TextBlock(const mcp::ContentBlock &block);

private:
    void showAs(int form);
    void makeMarkdown();
    void fold();
    void toggle();

    QString m_text;
    FittingText *m_plain;
    QWidget *m_markdown = nullptr;
    TextView *m_whole = nullptr;
    SegmentedControl *m_switch = nullptr;
    QPushButton *m_more;
    bool m_isOpen = false;
};

} // namespace authscope::ui
