import { theme, type ThemeConfig } from 'antd';

import { font, palettes, radius, type Mode } from './tokens';

/** Ant Design dressed in our tokens. */
export function antdTheme(mode: Mode): ThemeConfig {
  const palette = palettes[mode];
  const { state } = palette;
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: palette.accent,
      colorLink: palette.accent,
      colorLinkHover: palette.accentHover,
      colorError: state.critical.solid,
      colorWarning: state.warning.solid,
      colorSuccess: state.ok.solid,
      colorInfo: state.running.solid,
      colorBgLayout: palette.page,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.raised,
      colorText: palette.text,
      colorTextSecondary: palette.textSoft,
      colorTextTertiary: palette.textFaint,
      colorTextDescription: palette.textFaint,
      colorTextPlaceholder: palette.textFaint,
      colorBorder: palette.lineStrong,
      colorBorderSecondary: palette.line,
      colorTextLightSolid: palette.onAccent,
      controlItemBgActive: palette.accentTint,
      controlItemBgActiveHover: palette.accentTint,
      controlItemBgHover: palette.hover,
      fontFamily: font.text,
      fontFamilyCode: font.mono,
      fontSize: font.size,
      borderRadius: radius.medium,
      borderRadiusLG: radius.large,
      borderRadiusSM: radius.small,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
      controlHeight: 32,
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', dangerColor: '#ffffff', fontWeight: 500 },
      Tooltip: { colorBgSpotlight: mode === 'dark' ? '#2b3440' : '#27303c', colorTextLightSolid: '#ffffff' },
    },
  };
}
