// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "ui/common/widgets.h"
#include "ui/results/foundtable.h"

#include <QFutureWatcher>
#include <QTimer>

class QSplitter;

namespace authscope::ui {

class TablePart;

/// A result as a person reads it: its content, block by block, and the tables in its structured content.
class RenderedPart : public QWidget {
    Q_OBJECT

public:
    static constexpr qsizetype blocksAtOnce = 50;

    RenderedPart();
    ~RenderedPart() override;

    void setResult(const mcp::ToolResult &result);
    void clear();
    TablePart *table() const { return m_table; }

Q_SIGNALS:
    void linkChosen(const QByteArray &url);

private:
    void addBlocks(); ///< for as long as a frame allows
    void showMore();
    void takeTables(const TableSearch &search);
    void share();

    QSplitter *m_split;
    QScrollArea *m_area;
    QVBoxLayout *m_blocks;
    Label *m_empty;
    QPushButton *m_more;
    TablePart *m_table;
    QList<mcp::ContentBlock> m_content;
    json::Shared m_structured;
    qsizetype m_made = 0;
    qsizetype m_wanted = 0;
    QTimer m_adding;
    QFutureWatcher<TableSearch> m_watcher;
};

} // namespace authscope::ui
