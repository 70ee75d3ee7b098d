// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/samples.h"
#include "ui/common/widgets.h"

#include <functional>

class QMenu;

namespace authscope::ui {

/// Values made from the schema: examples, and those at its limits. Nothing is made before the menu opens.
class FillMenu : public QPushButton {
    Q_OBJECT

public:
    FillMenu();

    void setSchema(const json::Value &schema);
    /// Whether an argument that the schema does not name can be added.
    void setExtending(std::function<bool()> isOffered) { m_isExtending = std::move(isOffered); }

Q_SIGNALS:
    /// `told`: what is special about it, and whether the schema allows it.
    void chosen(const authscope::json::Value &value, const QString &told);
    void extendRequested();

private:
    void open();
    void addBoundaries(QMenu *menu, schema::BoundaryKind kind, const QString &title);
    void fillWithExamples();

    json::Value m_schema = nullptr;
    std::function<bool()> m_isExtending;
    std::optional<QList<schema::Boundary>> m_boundaries;
};

} // namespace authscope::ui
