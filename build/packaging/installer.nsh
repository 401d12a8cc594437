; "Open with" offers Heirloom for photographs; nobody's usual program for them is changed.
!macro heirloomOpens EXTENSION
  WriteRegStr SHCTX "Software\Classes\Applications\heirloom.exe\SupportedTypes" "${EXTENSION}" ""
!macroend

!macro customInstall
  WriteRegStr SHCTX "Software\Classes\Applications\heirloom.exe" "FriendlyAppName" "Heirloom"
  WriteRegStr SHCTX "Software\Classes\Applications\heirloom.exe\shell\open\command" "" '"$INSTDIR\heirloom.exe" "%1"'
  !insertmacro heirloomOpens ".jpg"
  !insertmacro heirloomOpens ".jpeg"
  !insertmacro heirloomOpens ".png"
  !insertmacro heirloomOpens ".tif"
  !insertmacro heirloomOpens ".tiff"
  !insertmacro heirloomOpens ".webp"
  !insertmacro heirloomOpens ".avif"
  !insertmacro heirloomOpens ".gif"
!macroend

!macro customUnInstall
  DeleteRegKey SHCTX "Software\Classes\Applications\heirloom.exe"
!macroend
